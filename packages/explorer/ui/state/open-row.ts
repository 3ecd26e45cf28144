import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { queryRows, type RowPage } from "../server/rows.ts";
import { Resource } from "./resource.ts";
import { param, setParams } from "./route.ts";
import { rowStore } from "./rows.ts";
import { currentKey, currentTable } from "./table.ts";

/** The row whose side panel is open: by its row id, and where it is in the grid if it was chosen there. */
export const openRow: ReadonlySignal<
  { readonly rowId: string; readonly index: number | undefined } | undefined
> = computed(() => {
  const rowId = param("row");
  return rowId === "" ? undefined : { rowId, index: indices.get(rowId) };
});

/** All columns of that row, its vectors too. */
export const openRowValues: Resource<RowPage> = new Resource();

const indices = new Map<string, number>();

/** Opens the side panel for a line of the grid. */
export function showRowAt(index: number): void {
  const rowId = rowStore.peek()?.rowId(index);
  if (rowId === undefined) return;
  indices.clear();
  indices.set(rowId, index);
  setParams({ row: rowId });
}

/** Opens the row before or after, in the order of the grid. */
export function showRowBeside(step: number): void {
  const index = openRow.peek()?.index;
  if (index !== undefined && index + step >= 0) showRowAt(index + step);
}

export function showRow(rowId: string): void {
  setParams({ row: rowId });
}

export function closeRow(): void {
  setParams({ row: undefined });
}

/** Loads the row in the address, until the returned function is called. */
export function followOpenRow(): () => void {
  return effect(() => {
    const rowId = openRow.value?.rowId;
    void currentKey.value;
    untracked(() => {
      if (rowId === undefined || !/^\d+$/.test(rowId)) {
        openRowValues.reset();
        return;
      }
      const table = currentTable.value;
      void openRowValues.load(
        (signal) => queryRows(table, { k: 1, filter: `_rowid = ${rowId}`, with_row_id: true }, signal),
        {
          keep: true,
        },
      );
    });
  });
}
