import type { ColumnInfo } from "../server/columns.ts";
import { announce } from "../state/announce.ts";
import { fullText } from "../state/cell-text.ts";
import { copyText } from "../state/clipboard.ts";
import { setWidth, widthOf } from "../state/column-widths.ts";
import { type GridRows, type GridState, gutterWidth } from "../state/grid-state.ts";

interface GridContent {
  readonly rows: GridRows;
  readonly columns: readonly ColumnInfo[];
  readonly starts: readonly number[];
  readonly count: number;
  readonly onOpen: (row: number) => void;
}

/** Moves through a grid by the keys of the WAI-ARIA pattern. */
export function moveInGrid(
  event: KeyboardEvent,
  bar: HTMLElement,
  state: GridState,
  content: GridContent,
): void {
  const { rows, columns, count, onOpen } = content;
  const [row, column] = [state.row.peek(), state.column.peek()];
  if (event.target !== bar || count === 0) return;
  const current = columns[column];
  const page = Math.max(1, Math.floor(state.window.viewHeight.peek() / state.rowHeight) - 1);
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "c" && current) {
    const value = rows.cell(row, current.name);
    void copyText(value === undefined ? "" : fullText(value)).then((done) =>
      announce(done ? "Cell copied." : "Not copied."),
    );
  } else if (event.key === "Enter") {
    onOpen(row);
  } else if (event.key === " ") {
    state.toggle(row);
    announce(`${state.selected.peek().size} rows selected.`);
  } else if (event.altKey && current && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    setWidth(current.name, widthOf(current) + (event.key === "ArrowLeft" ? -20 : 20));
  } else {
    const next = target(event.key, command, row, column, page, count, columns.length);
    if (!next) return;
    if (event.shiftKey && next.row !== row) state.extendTo(next.row);
    state.row.value = next.row;
    state.column.value = next.column;
    reveal(bar, state, content);
  }
  event.preventDefault();
}

function target(
  key: string,
  command: boolean,
  row: number,
  column: number,
  page: number,
  count: number,
  columns: number,
): { row: number; column: number } | undefined {
  const toRow = (next: number): { row: number; column: number } => ({
    row: Math.max(0, Math.min(count - 1, next)),
    column,
  });
  const toColumn = (next: number): { row: number; column: number } => ({
    row,
    column: Math.max(0, Math.min(columns - 1, next)),
  });
  switch (key) {
    case "ArrowDown":
      return toRow(row + 1);
    case "ArrowUp":
      return toRow(row - 1);
    case "PageDown":
      return toRow(row + page);
    case "PageUp":
      return toRow(row - page);
    case "ArrowRight":
      return toColumn(column + 1);
    case "ArrowLeft":
      return toColumn(column - 1);
    case "Home":
      return command ? { row: 0, column: 0 } : toColumn(0);
    case "End":
      return command ? { row: count - 1, column: columns - 1 } : toColumn(columns - 1);
    default:
      return undefined;
  }
}

function reveal(bar: HTMLElement, state: GridState, { columns, starts, count }: GridContent): void {
  state.window.reveal(bar, count, state.row.peek());
  const at = state.column.peek();
  const column = columns[at];
  if (!column) return;
  const [start, width] = [starts[at] ?? 0, widthOf(column)];
  const view = bar.clientWidth - gutterWidth;
  if (start < bar.scrollLeft) bar.scrollLeft = start;
  else if (start + width > bar.scrollLeft + view) bar.scrollLeft = Math.min(start, start + width - view);
  state.left.value = bar.scrollLeft;
}
