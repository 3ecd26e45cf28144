import {
  type ArrowData,
  InvalidInputError,
  isNamespaceError,
  type NamespaceError,
  UnsupportedError,
} from "@lancetree/core";
import type { Table as ArrowTable } from "apache-arrow";
import {
  CompressionType,
  compressionRegistry,
  type RecordBatch,
  RecordBatchReader,
  type Schema,
  Table,
  tableToIPC,
} from "apache-arrow-21";
import { arrow } from "./arrow.ts";
import { checkBuffers } from "./arrow-buffers.ts";
import { checkMessages } from "./arrow-messages.ts";
import { decompressLz4 } from "./lz4.ts";

/** Part of a stream, as a table of its own. */
export interface ArrowChunk {
  rows: ArrowTable;
  /** Whether the stream ends with this part. */
  isLast: boolean;
}

/** LanceDB holds a commit in memory several times over, and memory is given back late. */
const chunkBytes = 16 * 1024 * 1024;

/**
 * Reads the body of a data request, an Arrow IPC stream, in parts of about 16 MB, each as soon as it is there. A stream
 * without rows is one part without rows. Buffers may be compressed with LZ4.
 *
 * Rejects with InvalidInput for an empty body and for bytes that are no stream or stop inside a message, with
 * Unsupported for another compression. A body that breaks off is InvalidInput too, unless it fails with an error of
 * the spec.
 */
export async function* readArrowChunks(
  data: ArrowData,
  maxBytes: number = chunkBytes,
): AsyncGenerator<ArrowChunk> {
  const body = new Body(data);
  try {
    // LanceDB's own Arrow cannot decompress, so a newer one reads and hands over plain streams.
    registerLz4();
    const reader = await RecordBatchReader.from(checkMessages(body));
    await reader.open();
    if (body.isEmpty) throw new InvalidInputError("The body is empty; an Arrow IPC stream is expected.");
    const { schema } = reader;
    if (!schema || schema.fields.length === 0)
      throw new InvalidInputError("The Arrow stream has no columns.");
    let held: RecordBatch[] = [];
    let heldBytes = 0;
    for await (const batch of reader) {
      // Arrow for JavaScript leaves the children of nested columns out of an empty one.
      if (batch.numRows === 0) continue;
      checkBuffers(batch);
      for (const part of split(batch, maxBytes)) {
        if (held.length > 0 && heldBytes + part.data.byteLength > maxBytes) {
          yield { rows: handOver(schema, held), isLast: false };
          [held, heldBytes] = [[], 0];
        }
        held.push(part);
        heldBytes += part.data.byteLength;
      }
    }
    yield { rows: handOver(schema, held), isLast: true };
  } catch (error) {
    throw body.failure ?? decodingError(error, body.isEmpty);
  }
}

/** The bytes of a request, remembering whether there were any and whether they broke off. */
class Body implements AsyncIterable<Uint8Array> {
  isEmpty = true;
  failure: NamespaceError | undefined;
  readonly #data: ArrowData;

  constructor(data: ArrowData) {
    const isBody =
      data instanceof Uint8Array ||
      (typeof data === "object" && data !== null && Symbol.asyncIterator in data);
    if (!isBody) {
      throw new InvalidInputError(
        "Data must be the bytes of an Arrow IPC stream, or an async iterable of them.",
      );
    }
    this.#data = data;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of this.#data instanceof Uint8Array ? [this.#data] : this.#data) {
        if (piece.byteLength === 0) continue;
        this.isEmpty = false;
        yield piece;
      }
    } catch (reason) {
      this.failure = isNamespaceError(reason)
        ? reason
        : new InvalidInputError("The body broke off before its end.", { cause: reason });
      throw reason;
    }
  }
}

/** One batch may be larger than a commit should be. */
function* split(batch: RecordBatch, maxBytes: number): Generator<RecordBatch> {
  const parts = Math.min(batch.numRows, Math.ceil(batch.data.byteLength / maxBytes));
  if (parts <= 1) return yield batch;
  const rows = Math.ceil(batch.numRows / parts);
  for (let start = 0; start < batch.numRows; start += rows) yield batch.slice(start, start + rows);
}

function handOver(schema: Schema, batches: RecordBatch[]): ArrowTable {
  return arrow.tableFromIPC(tableToIPC(new Table(schema, batches), "stream"));
}

function registerLz4(): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decompressLz4 });
}

function decodingError(error: unknown, isEmpty: boolean): unknown {
  if (isNamespaceError(error)) return error;
  if (isEmpty) return new InvalidInputError("The body is empty; an Arrow IPC stream is expected.");
  if (/codec not found/.test(String(error))) {
    return new UnsupportedError("Arrow streams may be compressed with LZ4 only.", { cause: error });
  }
  return new InvalidInputError("The body is no Arrow IPC stream.", { cause: error });
}
