import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { ColumnInfo } from "../server/columns.ts";
import { toFailure } from "../server/failure.ts";
import { type Query, queryRows } from "../server/rows.ts";
import { countRows } from "../server/table.ts";
import { param } from "./route.ts";
import { isInOrder } from "./row-order.ts";
import { RowStore } from "./row-store.ts";
import { reportSignIn } from "./sign-in.ts";
import { columns, currentKey, currentTable, totalRows } from "./table.ts";
import { isFetched, sorting, visibleColumns } from "./visible-columns.ts";

/** The rows of the table that is shown, under the filter and the order in the address. */
export const rowStore: Signal<RowStore | undefined> = signal(undefined);

/** Whether rows came in another order than the one that was asked for: some servers ignore it. */
export const isOrderIgnored: Signal<boolean> = signal(false);

/** Rows of a page: fewer where rows are wide, so that no page is large. */
function pageSize(columnCount: number, hasBinary: boolean): number {
  return hasBinary ? 40 : Math.max(20, Math.min(200, Math.floor(8000 / Math.max(1, columnCount))));
}

/** What the rows depend on; other changes of the address leave the rows as they are. */
const rowsKey: ReadonlySignal<string> = computed(() =>
  JSON.stringify([
    columns.value !== undefined,
    currentKey.value,
    param("where"),
    param("sort"),
    visibleColumns.value.filter(isFetched).map(({ name }) => name),
  ]),
);

/** The query of the rows in the address, from an offset. */
export function rowsQuery(): Omit<Query, "k"> {
  const [filter, sort] = [param("where"), sorting.value];
  return {
    with_row_id: true,
    columns: { column_names: visibleColumns.value.filter(isFetched).map(({ name }) => name) },
    ...(filter !== "" && { filter }),
    ...(sort && { order_by: [{ column_name: sort.column, ascending: sort.ascending }] }),
  };
}

/** Keeps the rows in step with the address, until the returned function is called. */
export function followRows(): () => void {
  let endCount: (() => void) | undefined;
  const end = (): void => {
    endCount?.();
    rowStore.peek()?.dispose();
    rowStore.value = undefined;
  };
  const stop = effect(() => {
    void rowsKey.value;
    untracked(() => {
      end();
      if (columns.value) endCount = startStore(columns.value);
    });
  });
  return () => {
    stop();
    end();
  };
}

/** Shows the rows of the address; the returned function ends their count. */
function startStore(all: readonly ColumnInfo[]): () => void {
  const table = currentTable.value;
  const query = rowsQuery();
  const names = query.columns?.column_names ?? [];
  const hasBinary = all.some(({ name, kind }) => kind === "binary" && names.includes(name));
  const sort = sorting.value;
  const sorted = all.find(({ name }) => name === sort?.column);
  isOrderIgnored.value = false;
  const store = new RowStore(pageSize(names.length, hasBinary), async (offset, k, stop) => {
    const page = await queryRows(table, { ...query, k, ...(offset > 0 && { offset }) }, stop);
    if (sort && sorted && !isInOrder(page, sorted.name, sorted.kind, sort.ascending))
      isOrderIgnored.value = true;
    return page;
  });
  rowStore.value = store;
  if (!query.filter)
    return effect(() => {
      // All rows are counted for the head of the page.
      store.count.value = totalRows.value ?? store.count.peek();
    });
  const abort = new AbortController();
  const { filter } = query;
  void countInto(store, () => countRows(table, filter, abort.signal));
  return () => abort.abort();
}

async function countInto(store: RowStore, count: () => Promise<number>): Promise<void> {
  try {
    store.count.value = await count();
  } catch (error) {
    // The rows say why; a server that does not count shows rows without their number.
    reportSignIn(toFailure(error), () => void countInto(store, count));
  }
}
