import { computed, type ReadonlySignal } from "@preact/signals";
import type { ColumnInfo } from "../server/columns.ts";
import { param, setParams } from "./route.ts";
import { columns } from "./table.ts";

/** More columns are shown only if the user chooses them. */
const maxColumns = 100;

/** The columns that the user chose, or the first hundred. */
export const visibleColumns: ReadonlySignal<readonly ColumnInfo[]> = computed(() => {
  const all = columns.value ?? [];
  const chosen = [...new Set(listParam("cols"))];
  if (chosen.length === 0) return all.slice(0, maxColumns);
  return chosen.flatMap((name) => all.find((column) => column.name === name) ?? []);
});

/** The vector columns whose values the user asked for. */
export const loadedVectors: ReadonlySignal<readonly string[]> = computed(() => listParam("vectors"));

/** Whether the values of a column are fetched with the rows. */
export function isFetched(column: ColumnInfo): boolean {
  return column.kind !== "vector" || loadedVectors.value.includes(column.name);
}

/** Fetches a vector column's values with the rows, or no longer. */
export function toggleVectors(name: string): void {
  const now = loadedVectors.peek();
  setListParam("vectors", now.includes(name) ? now.filter((other) => other !== name) : [...now, name]);
}

export function showColumns(names: readonly string[]): void {
  const all = columns.peekValue()?.map(({ name }) => name) ?? [];
  const isDefault = JSON.stringify(names) === JSON.stringify(all.slice(0, maxColumns));
  setListParam("cols", isDefault ? [] : names);
}

/** How the rows are sorted; undefined for the table's own order. */
export const sorting: ReadonlySignal<{ readonly column: string; readonly ascending: boolean } | undefined> =
  computed(() => {
    const text = param("sort");
    if (text === "") return undefined;
    return text.startsWith("-")
      ? { column: text.slice(1), ascending: false }
      : { column: text, ascending: true };
  });

/** Sorts by a column: first ascending, then descending, then not. */
export function toggleSort(column: string): void {
  const now = sorting.peek();
  const next = now?.column !== column ? column : now.ascending ? `-${column}` : undefined;
  setParams({ sort: next });
}

/** Names in an address, separated by commas; a comma in a name is written as two. */
function listParam(name: string): string[] {
  const text = param(name);
  return text === "" ? [] : text.split(/(?<!,),(?!,)/).map((part) => part.replaceAll(",,", ","));
}

function setListParam(name: string, values: readonly string[]): void {
  setParams({ [name]: values.map((value) => value.replaceAll(",", ",,")).join(",") });
}
