import { type ArrowData, InternalError, type QueryTableResponse } from "@lancetree/core";
import {
  CompressionType,
  compressionRegistry,
  type RecordBatch,
  RecordBatchReader,
  Table,
} from "apache-arrow";
import { decodeLz4 } from "./lz4.ts";
import { schemaLeads } from "./schema-leads.ts";

/** What holds rows as Arrow IPC, as a file or as a stream: the answer of `queryTable`, or bytes. */
export type RowSource = QueryTableResponse | ArrowData;

type Pieces = AsyncGenerator<Uint8Array, void, undefined>;

const magic = "ARROW1";
// the magic and what aligns it; behind it most files are a stream with a table of contents at its end
const magicLength = 8;
const prefixLength = 8;

/**
 * Reads rows as a table. Buffers that are compressed with LZ4 are decompressed.
 *
 * Rejects as the answer's data does, with InternalError for nothing at all, and with errors of apache-arrow for bytes
 * that are no Arrow IPC.
 */
export async function readTable(rows: RowSource | Promise<RowSource>): Promise<Table> {
  const pieces = piecesOf(await rows);
  try {
    const reader = await openReader(pieces);
    const { schema } = reader;
    const batches: RecordBatch[] = [];
    for await (const batch of reader) batches.push(batch);
    return new Table(schema, batches);
  } finally {
    await pieces.return();
  }
}

/**
 * Reads rows batch by batch as they arrive, as {@link readTable} does. Files that were written by apache-arrow for
 * JavaScript have their schema at the end only and are read as a whole first.
 */
export async function* readBatches(
  rows: RowSource | Promise<RowSource>,
): AsyncGenerator<RecordBatch, void, undefined> {
  const pieces = piecesOf(await rows);
  try {
    yield* await openReader(pieces);
  } finally {
    // also when the loop is left early: the connection is given back
    await pieces.return();
  }
}

async function openReader(pieces: Pieces): Promise<RecordBatchReader & AsyncIterable<RecordBatch>> {
  // Here and not when the module is loaded: bundlers may drop what a module does beside exporting.
  if (compressionRegistry.get(CompressionType.LZ4_FRAME) === null) {
    compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4 });
  }
  const head = await gather(pieces, new Uint8Array(), magicLength + prefixLength);
  if (head.length === 0) throw new InternalError("There is no Arrow data at all.");
  const reader = await RecordBatchReader.from(await withoutMagic(head, pieces));
  return await reader.open();
}

/** What a reader of streams can read; the whole file where only its end tells the schema. */
async function withoutMagic(head: Uint8Array, pieces: Pieces): Promise<Pieces> {
  if (String.fromCharCode(...head.subarray(0, magic.length)) !== magic) return chain(head, pieces);
  const metadataLength = new DataView(head.buffer, head.byteOffset).getUint32(magicLength + 4, true);
  const start = await gather(pieces, head, magicLength + prefixLength + metadataLength);
  return schemaLeads(start.subarray(magicLength))
    ? chain(start.subarray(magicLength), pieces)
    : chain(await gather(pieces, start, Number.POSITIVE_INFINITY), pieces);
}

/** Reads on until there are so many bytes, or no more. */
async function gather(pieces: Pieces, start: Uint8Array, length: number): Promise<Uint8Array> {
  const parts = [start];
  let gathered = start.length;
  while (gathered < length) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    parts.push(value);
    gathered += value.length;
  }
  const joined = new Uint8Array(gathered);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

async function* chain(head: Uint8Array, pieces: Pieces): Pieces {
  yield head;
  yield* pieces;
}

async function* piecesOf(rows: RowSource): Pieces {
  const data = "data" in rows ? rows.data : rows;
  if (data instanceof Uint8Array) yield data;
  else yield* data;
}
