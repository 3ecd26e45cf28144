import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { queryRows, type RowPage } from "../server/rows.ts";
import { Resource } from "./resource.ts";
import { param, setParams } from "./route.ts";
import { rowStore } from "./rows.ts";
import { currentKey, currentTable } from "./table.ts";

/** The row that was chosen in the grid last. */
let chosen: { readonly rowId: string; readonly index: number } | undefined;

/** The row whose side panel is open: by its row id, and where it is in the grid if it was chosen there. */
export const openRow: ReadonlySignal<
  { readonly rowId: string; readonly index: number | undefined } | undefined
> = computed(() => {
  const rowId = param("row");
  return rowId === "" ? undefined : { rowId, index: chosen?.rowId === rowId ? chosen.index : undefined };
});

/** All columns of that row, its vectors too. */
export const openRowValues: Resource<RowPage> = new Resource();

/** Opens the side panel for a line of the grid. */
export function showRowAt(index: number): void {
  const rowId = rowStore.peek()?.rowId(index);
  if (rowId === undefined) return;
  chosen = { rowId, index };
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

/** What the values depend on; other changes of the address leave them as they are. */
const valuesKey: ReadonlySignal<string> = computed(() => JSON.stringify([param("row"), currentKey.value]));

/** Loads the row in the address, until the returned function is called. */
export function followOpenRow(): () => void {
  return effect(() => {
    void valuesKey.value;
    untracked(() => {
      const rowId = param("row");
      if (!/^\d+$/.test(rowId)) {
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
