import type { Row } from "../model/row.ts";
import type { BaseRun } from "./base-run.ts";
import type { OverlayEntry } from "./merge-runs.ts";
import { keyOf, type OrderedMap } from "./ordered-keys.ts";

/** Walks over the rows of a base run and of its overlay together, in the order of their ids' bytes. */
export class Cursor {
  readonly #base: BaseRun;
  readonly #changes: OrderedMap<OverlayEntry>;
  readonly #endKey: string | undefined;
  readonly #baseEnd: number;
  #position = 0;
  #following: Iterator<[string, OverlayEntry]> | undefined;
  /** The next change of the overlay. It is due when the cursor has reached its index in the base run. */
  #change: OverlayEntry | undefined;

  /** @param end the first id that is not included; absent for all rows */
  constructor(base: BaseRun, changes: OrderedMap<OverlayEntry>, start: string, end?: string) {
    this.#base = base;
    this.#changes = changes;
    this.#endKey = end === undefined ? undefined : keyOf(end);
    this.#baseEnd = end === undefined ? base.size : base.lowerBound(end);
    this.seek(start);
  }

  /** Undefined after the last row. */
  get id(): string | undefined {
    const change = this.#due();
    if (change) return change.row?.id;
    return this.#position < this.#baseEnd ? this.#base.id(this.#position) : undefined;
  }

  get isOver(): boolean {
    return this.#due() === undefined && this.#position >= this.#baseEnd;
  }

  get row(): Row | undefined {
    const change = this.#due();
    if (change) return change.row;
    return this.#position < this.#baseEnd ? this.#base.row(this.#position) : undefined;
  }

  /** Whether the row may name a folder. Cheaper than reading the row. */
  get mayNameFolder(): boolean {
    const change = this.#due();
    return change
      ? change.row?.kind !== "namespace" || change.row.location !== null
      : this.#base.mayNameFolder(this.#position);
  }

  next(): void {
    const change = this.#due();
    if (change) this.#pass(change);
    else this.#position++;
    this.#passRemoved();
  }

  /** Moves to the first row whose id does not sort before a string. */
  seek(start: string): void {
    this.#position = this.#base.lowerBound(start);
    this.#following = this.#changes.entries(keyOf(start));
    this.#fetch();
    this.#passRemoved();
  }

  #due(): OverlayEntry | undefined {
    return this.#change && this.#change.at <= this.#position ? this.#change : undefined;
  }

  #pass(change: OverlayEntry): void {
    if (change.inBase) this.#position++;
    this.#fetch();
  }

  #passRemoved(): void {
    for (let change = this.#due(); change && change.row === undefined; change = this.#due()) {
      this.#pass(change);
    }
  }

  #fetch(): void {
    const next = this.#following?.next();
    const isInRange = next && !next.done && (this.#endKey === undefined || next.value[0] < this.#endKey);
    this.#change = isInRange ? next.value[1] : undefined;
  }
}
