import { markProperty } from "../protocol/mark.ts";
import type { Row } from "../protocol/row.ts";
import { type Columns, isTable, noLocation, rowAt } from "./columns.ts";
import { sortTexts } from "./sort-texts.ts";
import { compareAt, firstNotBefore, textAt } from "./texts.ts";
import { topFolder } from "./top-folder.ts";

/** Rows as bytes, to be seen ascending by the bytes of their ids, each id once. */
export class Base {
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
    return rowAt(this.columns, this.place(index));
  }

  /** Whether the row is anything but a namespace without a location. */
  mayNameFolder(index: number): boolean {
    return ((this.columns.flags[this.place(index)] ?? 0) & (isTable | noLocation)) !== noLocation;
  }

  id(index: number): string {
    return textAt(this.columns.ids, this.place(index));
  }

  /** Where in the columns a row stands. */
  place(index: number): number {
    return this.#order ? (this.#order[index] ?? 0) : index;
  }

  /** The first row whose id does not sort before a text. */
  lowerBound(text: string): number {
    const bytes = Buffer.from(text);
    return firstNotBefore(0, this.size, (index) => compareAt(this.columns.ids, this.place(index), bytes));
  }

  /** The place of an id, or where it would be. */
  locate(id: string): { readonly at: number; readonly isThere: boolean } {
    const at = this.lowerBound(id);
    // Comparing texts, since no bytes tell apart what is no Unicode.
    return { at, isThere: at < this.size && this.id(at) === id };
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
  *marked(): Iterable<Row> {
    const { bytes, offsets } = this.columns.metadata;
    const property = Buffer.from(markProperty);
    for (let at = bytes.indexOf(property); at >= 0; at = bytes.indexOf(property, at)) {
      const found = at;
      const place = firstNotBefore(0, offsets.length - 1, (other) => (offsets[other + 1] ?? 0) - found - 1);
      const row = rowAt(this.columns, place);
      // Foreign rows and second copies do not count.
      if (row.mark && this.place(this.lowerBound(row.id)) === place) yield row;
      at = offsets[place + 1] ?? bytes.length;
    }
  }

  /** From the first location that does not sort before a text, as long as they are wanted. */
  *#located(start: string, isWanted: (location: string) => boolean): Iterable<Row> {
    const { locations } = this.columns;
    this.#byLocation ??= sortTexts(locations, this.#withLocation());
    const order = this.#byLocation;
    const bytes = Buffer.from(start);
    const first = firstNotBefore(0, order.length, (index) => compareAt(locations, order[index] ?? 0, bytes));
    for (let index = first; index < order.length; index++) {
      const place = order[index] ?? 0;
      if (!isWanted(textAt(locations, place))) return;
      yield rowAt(this.columns, place);
    }
  }

  #withLocation(): Uint32Array {
    const { flags } = this.columns;
    const places = new Uint32Array(this.size);
    let count = 0;
    for (let index = 0; index < this.size; index++) {
      const place = this.place(index);
      if (((flags[place] ?? 0) & noLocation) === 0) places[count++] = place;
    }
    return places.slice(0, count);
  }
}
