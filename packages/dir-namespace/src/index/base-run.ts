import { intentProperty } from "../model/intent.ts";
import type { Row } from "../model/row.ts";
import { type Columns, isTable, noLocation, rowAt } from "./columns.ts";
import { topFolder } from "./ordered-keys.ts";
import { sortStrings } from "./radix-sort.ts";
import { binarySearch, compareAt, stringAt } from "./string-vector.ts";

/** A sorted run of rows, stored as bytes: ascending by the bytes of their ids, each id once. */
export class BaseRun {
  readonly columns: Columns;
  readonly size: number;
  readonly #order: Uint32Array | undefined;
  #byLocation: Uint32Array | undefined;

  /** @param order the positions of the rows in sorted order; absent if the columns are sorted */
  constructor(columns: Columns, order?: Uint32Array) {
    this.columns = columns;
    this.size = order?.length ?? columns.flags.length;
    this.#order = order;
  }

  row(index: number): Row {
    return rowAt(this.columns, this.position(index));
  }

  /** Whether the row may name a folder: it is a table or has a location. */
  mayNameFolder(index: number): boolean {
    return ((this.columns.flags[this.position(index)] ?? 0) & (isTable | noLocation)) !== noLocation;
  }

  id(index: number): string {
    return stringAt(this.columns.ids, this.position(index));
  }

  /** The position of a row in the columns. */
  position(index: number): number {
    return this.#order ? (this.#order[index] ?? 0) : index;
  }

  /** The first row whose id does not sort before a string. */
  lowerBound(start: string): number {
    const bytes = Buffer.from(start);
    return binarySearch(0, this.size, (index) => compareAt(this.columns.ids, this.position(index), bytes));
  }

  /** The index of an id, or the index at which it would be. */
  locate(id: string): { readonly at: number; readonly inBase: boolean } {
    const at = this.lowerBound(id);
    // Compares strings, since strings that are not valid Unicode have the same bytes.
    return { at, inBase: at < this.size && this.id(at) === id };
  }

  /** The rows whose location is a folder of the root, or is inside of it. */
  *inFolder(folder: string): Iterable<Row> {
    yield* this.#located(folder, (location) => location === folder);
    yield* this.#located(`${folder}/`, (location) => location.startsWith(`${folder}/`));
    // Other spellings of such locations, which other clients may have written.
    for (const start of ["/", "./"]) {
      for (const row of this.#located(start, (location) => location.startsWith(start))) {
        if (row.location !== null && topFolder(row.location) === folder) yield row;
      }
    }
  }

  /** The rows that have an intent. */
  *withIntent(): Iterable<Row> {
    const { bytes, offsets } = this.columns.metadata;
    const property = Buffer.from(intentProperty);
    for (let at = bytes.indexOf(property); at >= 0; at = bytes.indexOf(property, at)) {
      const found = at;
      const position = binarySearch(0, offsets.length - 1, (other) => (offsets[other + 1] ?? 0) - found - 1);
      const row = rowAt(this.columns, position);
      // Skips rows of unknown types and duplicates.
      if (row.intent && this.position(this.lowerBound(row.id)) === position) yield row;
      at = offsets[position + 1] ?? bytes.length;
    }
  }

  /** The rows from the first location that does not sort before a string, while they are wanted. */
  *#located(start: string, matches: (location: string) => boolean): Iterable<Row> {
    const { locations } = this.columns;
    this.#byLocation ??= sortStrings(locations, this.#withLocation());
    const order = this.#byLocation;
    const bytes = Buffer.from(start);
    const first = binarySearch(0, order.length, (index) => compareAt(locations, order[index] ?? 0, bytes));
    for (let index = first; index < order.length; index++) {
      const position = order[index] ?? 0;
      if (!matches(stringAt(locations, position))) return;
      yield rowAt(this.columns, position);
    }
  }

  #withLocation(): Uint32Array {
    const { flags } = this.columns;
    const positions = new Uint32Array(this.size);
    let count = 0;
    for (let index = 0; index < this.size; index++) {
      const position = this.position(index);
      if (((flags[position] ?? 0) & noLocation) === 0) positions[count++] = position;
    }
    return positions.slice(0, count);
  }
}
