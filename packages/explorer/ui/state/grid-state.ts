import type { PrintableValue } from "@lancetree/arrow";
import { type Signal, signal } from "@preact/signals";
import type { Failure } from "../server/failure.ts";
import { RowWindow } from "./row-window.ts";

/** Rows that a grid shows: of a table, or of a search. */
export interface GridRows {
  readonly count: Signal<number | undefined>;
  readonly revision: Signal<number>;
  readonly failure: Signal<Failure | undefined>;
  /** How many rows to expect while the count is unknown. */
  readonly pageRows: number;
  need(first: number, end: number): void;
  cell(row: number, column: string): PrintableValue | undefined;
  retry(): void;
}

export const headHeight = 46;
export const gutterWidth = 64;

/** The place of the keyboard in a grid, and the rows selected. */
export class GridState {
  readonly window: RowWindow;
  readonly left: Signal<number> = signal(0);
  readonly viewWidth: Signal<number> = signal(0);
  readonly row: Signal<number> = signal(0);
  /** The index of the column. */
  readonly column: Signal<number> = signal(0);
  readonly selected: Signal<ReadonlySet<number>> = signal(new Set());
  readonly rowHeight: number;

  constructor(rowHeight: number) {
    this.rowHeight = rowHeight;
    this.window = new RowWindow(rowHeight);
  }

  toggle(row: number): void {
    const next = new Set(this.selected.peek());
    if (!next.delete(row)) next.add(row);
    this.selected.value = next;
  }

  /** The rows from the last one to this one. */
  extendTo(row: number): void {
    const from = this.row.peek();
    const next = new Set(this.selected.peek());
    for (let index = Math.min(from, row); index <= Math.max(from, row); index += 1) next.add(index);
    this.selected.value = next;
  }
}
