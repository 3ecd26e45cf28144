import type { Row } from "../model/row.ts";
import type { BaseRun } from "./base-run.ts";
import type { OverlayEntry } from "./merge-runs.ts";
import { keyOf, type OrderedMap } from "./ordered-keys.ts";

/** A place among the rows of a base and of what has changed since, in the order of their ids' bytes. */
export class Cursor {
  readonly #base: BaseRun;
  readonly #changes: OrderedMap<OverlayEntry>;
  readonly #endKey: string | undefined;
  readonly #baseEnd: number;
  #position = 0;
  #following: Iterator<[string, OverlayEntry]> | undefined;
  /** The next change. Its turn comes when the base has been walked up to where it belongs. */
  #change: OverlayEntry | undefined;

  /** @param end the first id that is no longer wanted; none when left out */
  constructor(base: BaseRun, changes: OrderedMap<OverlayEntry>, start: string, end?: string) {
    this.#base = base;
    this.#changes = changes;
    this.#endKey = end === undefined ? undefined : keyOf(end);
    this.#baseEnd = end === undefined ? base.size : base.lowerBound(end);
    this.seek(start);
  }

  /** Undefined behind the last row. */
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

  /** Whether the row may name a folder; only namespaces tell without being read. */
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

  /** Goes to the first row whose id does not sort before a text. */
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
    const isWanted = next && !next.done && (this.#endKey === undefined || next.value[0] < this.#endKey);
    this.#change = isWanted ? next.value[1] : undefined;
  }
}
