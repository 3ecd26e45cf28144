import { intentProperty } from "../model/intent.ts";
import type { Row } from "../model/row.ts";
import { type Columns, isTable, noLocation, rowAt } from "./columns.ts";
import { topFolder } from "./ordered-keys.ts";
import { sortStrings } from "./radix-sort.ts";
import { binarySearch, compareAt, stringAt } from "./string-vector.ts";

/** Rows as bytes, to be seen ascending by the bytes of their ids, each id once. */
export class BaseRun {
  readonly columns: Columns;
  readonly size: number;
  readonly #order: Uint32Array | undefined;
  #byLocation: Uint32Array | undefined;

  /** @param order the places of the rows in their order; as they stand when left out */
  constructor(columns: Columns, order?: Uint32Array) {
    this.columns = columns;
    this.size = order?.length ?? columns.flags.length;
    this.#order = order;
  }

  row(index: number): Row {
    return rowAt(this.columns, this.position(index));
  }

  /** Whether the row is anything but a namespace without a location. */
  mayNameFolder(index: number): boolean {
    return ((this.columns.flags[this.position(index)] ?? 0) & (isTable | noLocation)) !== noLocation;
  }

  id(index: number): string {
    return stringAt(this.columns.ids, this.position(index));
  }

  /** Where in the columns a row stands. */
  position(index: number): number {
    return this.#order ? (this.#order[index] ?? 0) : index;
  }

  /** The first row whose id does not sort before a text. */
  lowerBound(text: string): number {
    const bytes = Buffer.from(text);
    return binarySearch(0, this.size, (index) => compareAt(this.columns.ids, this.position(index), bytes));
  }

  /** The place of an id, or where it would be. */
  locate(id: string): { readonly at: number; readonly inBase: boolean } {
    const at = this.lowerBound(id);
    // Comparing texts, since no bytes tell apart what is no Unicode.
    return { at, inBase: at < this.size && this.id(at) === id };
  }

  /** The rows whose locations lie in a folder of the root, or are that folder. */
  *inFolder(folder: string): Iterable<Row> {
    yield* this.#located(folder, (location) => location === folder);
    yield* this.#located(`${folder}/`, (location) => location.startsWith(`${folder}/`));
    // Locations that say the same in more words, as other clients may have written them.
    for (const start of ["/", "./"]) {
      for (const row of this.#located(start, (location) => location.startsWith(start))) {
        if (row.location !== null && topFolder(row.location) === folder) yield row;
      }
    }
  }

  /** The rows that carry a mark. */
  *withIntent(): Iterable<Row> {
    const { bytes, offsets } = this.columns.metadata;
    const property = Buffer.from(intentProperty);
    for (let at = bytes.indexOf(property); at >= 0; at = bytes.indexOf(property, at)) {
      const found = at;
      const position = binarySearch(0, offsets.length - 1, (other) => (offsets[other + 1] ?? 0) - found - 1);
      const row = rowAt(this.columns, position);
      // Foreign rows and second copies do not count.
      if (row.intent && this.position(this.lowerBound(row.id)) === position) yield row;
      at = offsets[position + 1] ?? bytes.length;
    }
  }

  /** From the first location that does not sort before a text, as long as they are wanted. */
  *#located(start: string, isWanted: (location: string) => boolean): Iterable<Row> {
    const { locations } = this.columns;
    this.#byLocation ??= sortStrings(locations, this.#withLocation());
    const order = this.#byLocation;
    const bytes = Buffer.from(start);
    const first = binarySearch(0, order.length, (index) => compareAt(locations, order[index] ?? 0, bytes));
    for (let index = first; index < order.length; index++) {
      const position = order[index] ?? 0;
      if (!isWanted(stringAt(locations, position))) return;
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
