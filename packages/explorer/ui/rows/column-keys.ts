import type { ColumnInfo } from "../server/columns.ts";
import { announce } from "../state/announce.ts";
import { visibleText } from "../state/cell-text.ts";
import { loadedVectors, sorting, toggleSort, toggleVectors } from "../state/visible-columns.ts";
import { isSortable } from "./head-cell.tsx";

/** What the heads of columns do by mouse, by keys for the column of the current cell. */
export function actOnColumn(event: KeyboardEvent, column: ColumnInfo | undefined): void {
  const isInGrid = event.target instanceof HTMLElement && event.target.role === "grid";
  if (!isInGrid || !column || event.ctrlKey || event.metaKey || event.altKey) return;
  const name = visibleText(column.name);
  if (event.key === "s" && isSortable(column)) {
    toggleSort(column.name);
    const order = sorting.peek();
    announce(order ? `Sorted by ${name}, ${order.ascending ? "ascending" : "descending"}.` : "Not sorted.");
  } else if (event.key === "v" && column.kind === "vector") {
    toggleVectors(column.name);
    announce(`${name} is ${loadedVectors.peek().includes(column.name) ? "loaded" : "hidden"}.`);
  }
}
