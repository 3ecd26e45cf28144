import { type Batch, type Column, typeText } from "@lancetree/arrow";
import { InvalidTableStateError } from "@lancetree/core";
import { type Columns, foreignFlag, isTable, noLocation, noMetadata } from "./columns.ts";
import { type StringVector, StringVectorWriter } from "./string-vector.ts";

/** The columns of the manifest table that are read. */
export const rowColumns = ["object_id", "object_type", "location", "metadata"] as const;

/** Rows in their stored order, and the unknown types among them. */
export interface StoredColumns {
  readonly columns: Columns;
  readonly foreign: ReadonlySet<string>;
}

/** Concatenates record batches into contiguous column buffers. */
export function decodeColumns(batches: readonly Batch[]): StoredColumns {
  const [ids, kinds, locations, metadata] = rowColumns.map((name) =>
    batches.map((batch) => utf8(batch, name)),
  ) as [Strings[], Strings[], Strings[], Strings[]];
  const flags = new Uint8Array(ids.reduce((sum, { length }) => sum + length, 0));
  const foreign = new Set<string>();
  flagKinds(kinds, flags, foreign);
  flagNulls(locations, flags, noLocation);
  flagNulls(metadata, flags, noMetadata);
  return {
    columns: { ids: joined(ids), locations: joined(locations), metadata: joined(metadata), flags },
    foreign,
  };
}

/** Concatenates one column of strings. */
export function decodeStrings(batches: readonly Batch[], name: string): StringVector {
  return joined(batches.map((batch) => utf8(batch, name)));
}

/** The first numbers of 32 bits in a buffer, which may be anywhere in its memory. */
export function numbersIn(buffer: Uint8Array | undefined, count: number): Uint32Array {
  if (buffer === undefined) return new Uint32Array(count);
  const isAligned = buffer.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0;
  const { buffer: memory, byteOffset } = isAligned ? buffer : new Uint8Array(buffer);
  return new Uint32Array(memory, byteOffset, count);
}

interface Strings {
  readonly length: number;
  readonly values: Uint8Array;
  readonly valueOffsets: Uint32Array;
  readonly nulls: Pick<Column, "nullCount" | "validity">;
}

function utf8({ columns }: Batch, name: string): Strings {
  const column = columns.find(({ field }) => field.name === name);
  if (column?.field.type.kind !== "utf8" || column.field.dictionary) {
    throw new InvalidTableStateError(
      `The catalog cannot be read: the column ${name} of its __manifest table is of the type ${column && typeText(column.field)}, and every client expects Utf8.`,
    );
  }
  const { length, buffers } = column;
  const [offsets, values = new Uint8Array()] = buffers;
  return { length, values, valueOffsets: numbersIn(offsets, length + 1), nulls: column };
}

function joined(parts: readonly Strings[]): StringVector {
  const sizes = parts.map(({ valueOffsets, length }) => (valueOffsets[length] ?? 0) - (valueOffsets[0] ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > 0xffff_ffff)
    throw new InvalidTableStateError("The catalog is too large to be read: over 4 GB.");
  const count = parts.reduce((sum, { length }) => sum + length, 0);
  const writer = new StringVectorWriter(count, total);
  for (const { values, valueOffsets, length } of parts) {
    writer.copy({ bytes: values, offsets: valueOffsets }, 0, length);
  }
  return writer.finish();
}

const namespace = Buffer.from("namespace");
const table = Buffer.from("table");

function flagKinds(parts: readonly Strings[], flags: Uint8Array, foreign: Set<string>): void {
  let row = 0;
  for (const { values, valueOffsets, length } of parts) {
    for (let index = 0; index < length; index++, row++) {
      const start = valueOffsets[index] ?? 0;
      const end = valueOffsets[index + 1] ?? 0;
      if (isSame(values, start, end, namespace)) continue;
      if (isSame(values, start, end, table)) {
        flags[row] = isTable;
      } else {
        flags[row] = foreignFlag;
        foreign.add(Buffer.from(values.subarray(start, end)).toString());
      }
    }
  }
}

function isSame(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false;
  for (let at = 0; at < expected.length; at++) if (bytes[start + at] !== expected[at]) return false;
  return true;
}

function flagNulls(parts: readonly Strings[], flags: Uint8Array, flag: number): void {
  let row = 0;
  for (const { length, nulls } of parts) {
    if (nulls.nullCount > 0) {
      for (let index = 0; index < length; index++) {
        const isValid = ((nulls.validity[index >> 3] ?? 0) >> (index & 7)) & 1;
        if (!isValid) flags[row + index] = (flags[row + index] ?? 0) | flag;
      }
    }
    row += length;
  }
}
