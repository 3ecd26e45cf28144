import { type Codec, codecOf, decompressBuffers } from "../compression/compression.ts";
import { damaged } from "../ipc/damaged.ts";
import { FlatTable } from "../ipc/flatbuffer.ts";
import { FlatWriter } from "../ipc/flatbuffer-writer.ts";
import { type Message, reading } from "../ipc/message.ts";
import type { ArrowField } from "../schema/types.ts";
import { type BatchParts, type Column, partsOf, readColumns, readDictionaryColumn } from "./columns.ts";
import { bufferCount, layoutOf } from "./layout.ts";

/** Rows as the bytes of their columns. */
export interface Batch {
  readonly length: number;
  readonly columns: readonly Column[];
  /** The message of the batch, if it can be passed on unchanged. */
  readonly message?: Message | undefined;
}

/** A batch of a dictionary: values that replace the values of its id, or are appended to them. */
export interface DictionaryBatch {
  readonly id: bigint;
  readonly isDelta: boolean;
  readonly values: Column;
}

interface EncodedParts extends BatchParts {
  readonly length: number;
  readonly codec: Codec | undefined;
  /** Whether each buffer has the alignment that the format requires; Arrow's library for Rust panics at any other. */
  readonly isAligned: boolean;
}

/**
 * Reads a record batch, decompressed.
 *
 * Rejects with InvalidInput for one that is damaged or does not fit the fields.
 */
export async function readBatch(message: Message, fields: readonly ArrowField[]): Promise<Batch> {
  const parts = reading("a batch", () => partsIn(FlatTable.root(message.metadata).required(2), message.body));
  const { columns, repaired } = readColumns(fields, parts.length, await decompressed(parts));
  return { length: parts.length, columns, ...(!parts.codec && !repaired && parts.isAligned && { message }) };
}

/** Reads a batch of a dictionary as `readBatch` does. @param fieldOf - finds the field that has a dictionary's id */
export async function readDictionaryBatch(
  message: Message,
  fieldOf: (id: bigint) => ArrowField | undefined,
): Promise<DictionaryBatch> {
  const { id, isDelta, parts } = reading("a dictionary", () => {
    const table = FlatTable.root(message.metadata).required(2);
    return {
      id: table.int64(0),
      isDelta: table.uint8(2) !== 0,
      parts: partsIn(table.required(1), message.body),
    };
  });
  const field = fieldOf(id);
  if (!field) throw damaged("a dictionary does not belong to a column");
  return { id, isDelta, values: readDictionaryColumn(field, parts.length, await decompressed(parts)) };
}

function partsIn(table: FlatTable, body: Uint8Array): EncodedParts {
  const compression = table.table(3);
  const ranges = table.sizes(2, 16, [0, 8]);
  let left = body.byteLength;
  return {
    length: table.size(0),
    nodes: table.sizes(1, 16, [0, 8]).map(([length = 0, nullCount = 0]) => [length, nullCount]),
    isAligned: ranges.every(([start = 0]) => start % 8 === 0),
    buffers: ranges.map(([start = 0, length = 0]) => {
      if (start + length > body.byteLength) throw new RangeError("A buffer ends after the end of its batch.");
      left -= length;
      // Otherwise a few bytes could be the content of many columns, each of which is then written separately.
      if (left < 0) throw new RangeError("Buffers of a batch overlap.");
      return body.subarray(start, start + length);
    }),
    variadicCounts: table.sizes(4, 8, [0]).map(([count = 0]) => count),
    codec: compression && codecOf(compression.uint8(0)),
  };
}

async function decompressed(parts: EncodedParts): Promise<BatchParts> {
  if (!parts.codec) return parts;
  return { ...parts, buffers: await decompressBuffers(parts.buffers, parts.codec) };
}

/** The number of bytes in the buffers of a batch. */
export function batchBytes({ columns }: Batch): number {
  return partsOf(columns).buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** A batch without rows, with all buffers of its columns. */
export function emptyBatch(fields: readonly ArrowField[]): Batch {
  return { length: 0, columns: fields.map(emptyColumn) };
}

function emptyColumn(field: ArrowField): Column {
  const layout = layoutOf(field);
  return {
    field,
    layout,
    length: 0,
    nullCount: 0,
    validity: new Uint8Array(),
    buffers: Array.from({ length: bufferCount(layout) }, () => new Uint8Array()),
    children: field.dictionary ? [] : field.children.map(emptyColumn),
  };
}

/** The message of a batch: the original one, or a new one. */
export function encodeBatch({ length, columns, message: received }: Batch): Message {
  if (received) return received;
  const writer = new FlatWriter();
  const message = writer.table(messageSlots(3, columns));
  writer.root(message);
  const { position, body } = writeParts(writer, length, columns);
  message.refer(2, position);
  return { kind: "batch", metadata: writer.bytes, body };
}

/** Makes the message of a whole dictionary. */
export function encodeDictionary(id: bigint, values: Column): Message {
  const writer = new FlatWriter();
  const message = writer.table(messageSlots(2, [values]));
  writer.root(message);
  const dictionary = writer.table([[8, id], "reference"]);
  message.refer(2, dictionary.position);
  const { position, body } = writeParts(writer, values.length, [values]);
  dictionary.refer(1, position);
  return { kind: "dictionary", metadata: writer.bytes, body };
}

/** What Arrow calls version 5 of its format. */
const formatVersion = 4;

function messageSlots(kind: number, columns: readonly Column[]): Parameters<FlatWriter["table"]>[0] {
  const bodyLength = partsOf(columns).buffers.reduce((sum, buffer) => sum + padded(buffer.byteLength), 0);
  return [[2, formatVersion], [1, kind], "reference", [8, bodyLength]];
}

function writeParts(
  writer: FlatWriter,
  length: number,
  columns: readonly Column[],
): { position: number; body: Uint8Array } {
  const { nodes, buffers, variadicCounts } = partsOf(columns);
  const hasViews = variadicCounts.length > 0;
  const table = writer.table([
    [8, length],
    "reference",
    "reference",
    undefined,
    ...(hasViews ? (["reference"] as const) : []),
  ]);
  let end = 0;
  const ranges = buffers.map(({ byteLength }) => {
    const start = end;
    end += padded(byteLength);
    return [start, byteLength];
  });
  table.refer(1, writer.longs(nodes));
  table.refer(2, writer.longs(ranges));
  if (hasViews) table.refer(4, writer.longs(variadicCounts.map((count) => [count])));
  const body = new Uint8Array(end);
  for (const [index, buffer] of buffers.entries()) body.set(buffer, ranges[index]?.[0]);
  writer.align(8);
  return { position: table.position, body };
}

/** Each buffer begins at a multiple of 64 bytes, as Arrow recommends. */
function padded(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
