import { computed, type ReadonlySignal } from "@preact/signals";
import type { ColumnInfo } from "../server/columns.ts";
import { readColumns } from "../server/rows.ts";
import {
  countRows,
  describe,
  readStats,
  type TableAt,
  type TableDetails,
  type TableStats,
} from "../server/table.ts";
import { Resource } from "./resource.ts";
import { route } from "./route.ts";

/** The table that is shown, at the version or on the branch in the address. */
export const currentTable: ReadonlySignal<TableAt> = computed(() => {
  const { path, params } = route.value;
  const version = Number(params["version"]);
  return {
    id: [...path],
    ...(params["version"] && Number.isSafeInteger(version) && version >= 0 && { version }),
    ...(params["branch"] && { branch: params["branch"] }),
  };
});

/** Changes when another table, version or branch is shown. */
export const currentKey: ReadonlySignal<string> = computed(() => JSON.stringify(currentTable.value));

// Never those of the table before: from another table's columns, views would make queries.
export const details: Resource<TableDetails> = new Resource(currentKey);
export const columns: Resource<readonly ColumnInfo[]> = new Resource(currentKey);
export const stats: Resource<TableStats> = new Resource(currentKey);
/** The number of all rows, without the filter. */
export const totalRows: Resource<number> = new Resource(currentKey);

/** Loads what all views of a table need. */
export function loadTable({ keep = false } = {}): void {
  const table = currentTable.peek();
  void details.load((signal) => describe(table, signal), { keep });
  void columns.load((signal) => readColumns(table, signal), { keep });
  void totalRows.load((signal) => countRows(table, "", signal), { keep });
}

/** Loads what only the details show. */
export function loadStats(): void {
  const { id } = currentTable.peek();
  void stats.load((signal) => readStats(id, signal));
}

/** A column by its name. */
export function columnNamed(name: string): ColumnInfo | undefined {
  return columns.value?.find((column) => column.name === name);
}

/** The vector columns. */
export const vectorColumns: ReadonlySignal<readonly ColumnInfo[]> = computed(
  () => columns.value?.filter(({ kind }) => kind === "vector") ?? [],
);

/** Whether a version or a branch is shown, which the page only reads: changes would be made to the main branch. */
export const isReadOnly: ReadonlySignal<boolean> = computed(
  () => currentTable.value.version !== undefined || currentTable.value.branch !== undefined,
);
