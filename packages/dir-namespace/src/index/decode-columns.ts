import { InvalidTableStateError } from "@lancetree/core";
import { arrow } from "@lancetree/tables";
import type { Data, RecordBatch, Utf8 } from "apache-arrow";
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
export function decodeColumns(batches: readonly RecordBatch[]): StoredColumns {
  const [ids, kinds, locations, metadata] = rowColumns.map((name) =>
    batches.filter(({ numRows }) => numRows > 0).map((batch) => utf8(batch, name)),
  ) as [Utf8Data[], Utf8Data[], Utf8Data[], Utf8Data[]];
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

type Utf8Data = Data<Utf8>;

function utf8(batch: RecordBatch, name: string): Utf8Data {
  const data = batch.getChild(name)?.data[0];
  if (data === undefined || !arrow.DataType.isUtf8(data.type)) {
    throw new InvalidTableStateError(
      `The catalog cannot be read: the column ${name} of its __manifest table is of the type ${data?.type}, and every client expects Utf8.`,
    );
  }
  return data;
}

function joined(parts: readonly Utf8Data[]): StringVector {
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

function flagKinds(parts: readonly Utf8Data[], flags: Uint8Array, foreign: Set<string>): void {
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

function flagNulls(parts: readonly Utf8Data[], flags: Uint8Array, flag: number): void {
  let row = 0;
  for (const data of parts) {
    if (data.nullCount > 0) {
      for (let index = 0; index < data.length; index++) {
        if (!data.getValid(index)) flags[row + index] = (flags[row + index] ?? 0) | flag;
      }
    }
    row += data.length;
  }
}
