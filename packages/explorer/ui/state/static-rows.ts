import type { PrintableValue } from "@lancetree/arrow";
import { type Signal, signal } from "@preact/signals";
import type { Failure } from "../server/failure.ts";
import type { RowPage } from "../server/rows.ts";
import type { GridRows } from "./grid-state.ts";

/** Rows that are all there: the result of a search. */
export class StaticRows implements GridRows {
  readonly count: Signal<number | undefined>;
  readonly revision: Signal<number> = signal(0);
  readonly failure: Signal<Failure | undefined> = signal(undefined);
  readonly pageRows: number;
  readonly #page: RowPage;

  constructor(page: RowPage) {
    this.#page = page;
    this.count = signal(page.length);
    this.pageRows = page.length;
  }

  cell(row: number, column: string): PrintableValue | undefined {
    return this.#page.cell(row, column);
  }

  need(): void {}

  retry(): void {}
}
