import { decodeRow, type Row } from "../model/row.ts";
import { byteLength, type StringVector, StringVectorWriter, stringAt } from "./string-vector.ts";

/** In `flags`, one byte for each row. */
export const isTable = 1;
export const noLocation = 2;
export const noMetadata = 4;
/** A row of a type that is neither a namespace nor a table. */
export const foreignFlag = 8;

/** Rows as bytes: a million rows need only a few JavaScript objects. */
export interface Columns {
  readonly ids: StringVector;
  readonly locations: StringVector;
  readonly metadata: StringVector;
  readonly flags: Uint8Array;
}

export function rowAt({ ids, locations, metadata, flags }: Columns, index: number): Row {
  const bits = flags[index] ?? 0;
  return decodeRow(
    stringAt(ids, index),
    bits & isTable ? "table" : "namespace",
    bits & noLocation ? null : stringAt(locations, index),
    bits & noMetadata ? null : stringAt(metadata, index),
  );
}

/** The number of rows, and the bytes of their strings. */
export interface Capacity {
  readonly rows: number;
  readonly ids: number;
  readonly locations: number;
  readonly metadata: number;
}

export function capacityOf(columns: Columns): Capacity {
  return {
    rows: columns.flags.length,
    ids: byteLength(columns.ids),
    locations: byteLength(columns.locations),
    metadata: byteLength(columns.metadata),
  };
}

export class ColumnsWriter {
  readonly #ids: StringVectorWriter;
  readonly #locations: StringVectorWriter;
  readonly #metadata: StringVectorWriter;
  readonly #flags: Uint8Array;
  #count = 0;

  /** @param capacity at least the size of what will be written */
  constructor(capacity: Capacity) {
    this.#ids = new StringVectorWriter(capacity.rows, capacity.ids);
    this.#locations = new StringVectorWriter(capacity.rows, capacity.locations);
    this.#metadata = new StringVectorWriter(capacity.rows, capacity.metadata);
    this.#flags = new Uint8Array(capacity.rows);
  }

  add({ id, kind, location, metadata }: Row): void {
    this.#ids.add(id);
    this.#locations.add(location ?? "");
    this.#metadata.add(metadata ?? "");
    this.#flags[this.#count++] =
      (kind === "table" ? isTable : 0) |
      (location === null ? noLocation : 0) |
      (metadata === null ? noMetadata : 0);
  }

  /** Copies the rows from `start` up to, not including, `end`. */
  copy(source: Columns, start: number, end: number): void {
    this.#ids.copy(source.ids, start, end);
    this.#locations.copy(source.locations, start, end);
    this.#metadata.copy(source.metadata, start, end);
    for (let row = start; row < end; row++) this.#flags[this.#count++] = source.flags[row] ?? 0;
  }

  finish(): Columns {
    return {
      ids: this.#ids.finish(),
      locations: this.#locations.finish(),
      metadata: this.#metadata.finish(),
      flags: this.#flags.subarray(0, this.#count),
    };
  }
}

export const noColumns: Columns = new ColumnsWriter({ rows: 0, ids: 0, locations: 0, metadata: 0 }).finish();
