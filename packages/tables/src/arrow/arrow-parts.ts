import {
  type ArrowReader,
  type ArrowSchema,
  batchBytes,
  FileBuilder,
  type Message,
  openArrow,
  type ReadBatch,
  sliceBatch,
} from "@lancetree/arrow";
import {
  type ArrowData,
  type CallOptions,
  InvalidInputError,
  isNamespaceError,
  type NamespaceError,
  UnsupportedError,
} from "@lancetree/core";
import { PartMemory } from "./part-memory.ts";
import { requireStorable, requireStorableRows } from "./storable-types.ts";

/** A part of the rows of a body, as the Arrow IPC file that LanceDB accepts. */
export interface ArrowPart {
  /** Valid until the next part is read, which may overwrite its memory. */
  readonly file: Uint8Array;
  readonly schema: ArrowSchema;
  /** The message with the schema, as it arrived. */
  readonly schemaMessage: Message;
  readonly rows: number;
  /** Whether the body ends with this part. */
  readonly isLast: boolean;
}

/** LanceDB keeps several copies of a commit in memory, and frees memory late, so parts are small. */
const partBytes = 16 * 1024 * 1024;
/** Bytes of memory for a value of a dictionary, even for a short one. */
const bytesOfValue = 300;
/** Maximum number of values that all dictionaries of a body have at one time. */
const maxDictionaryValues = 2 ** 20;

/**
 * Reads the body of a data request, an Arrow IPC stream or file, in parts of about 16 MB, each as soon as it has
 * arrived. A body without rows results in one part without rows. Columns are not decoded. Buffers may be compressed
 * with LZ4 or ZSTD; if the body replaces a dictionary, each part contains one dictionary with all its values.
 *
 * Rejects with InvalidInput for an empty body and for bytes that are damaged or not Arrow data, with Unsupported for
 * columns that Lance does not store. A body that ends early is InvalidInput too, unless its stream fails with an
 * error of the spec.
 */
export async function* readArrowParts(
  data: ArrowData,
  options?: CallOptions,
  maxBytes: number = partBytes,
): AsyncGenerator<ArrowPart, void, undefined> {
  const body = new Body(data, options?.onHeldRows);
  let reader: ArrowReader | undefined;
  try {
    const memory = new PartMemory(maxBytes);
    reader = await openArrow(body, { allocate: memory.forBatch, maxDictionaryValues });
    requireStorable(reader.schema);
    yield* partsOf(reader, maxBytes, memory, body);
  } catch (error) {
    throw body.failure ?? (body.isEmpty ? emptyBody() : error);
  } finally {
    await reader?.close();
  }
}

/** Reads a whole body as `readArrowParts` does. Rejects with Unsupported when a dictionary has more values than the type of its index can count. */
export async function readArrowFile(data: ArrowData, options?: CallOptions): Promise<ArrowPart> {
  for await (const part of readArrowParts(data, options, Number.POSITIVE_INFINITY)) {
    if (part.isLast) return part;
    break;
  }
  throw new UnsupportedError("A dictionary has more values than the type of its index can count.");
}

/** The file of a part without its rows. */
export function emptyFile({ schemaMessage }: Pick<ArrowPart, "schemaMessage">): Uint8Array {
  return new FileBuilder(schemaMessage).finish();
}

async function* partsOf(
  { schema, schemaMessage, batches }: ArrowReader,
  maxBytes: number,
  memory: PartMemory,
  body: Body,
): AsyncGenerator<ArrowPart, void, undefined> {
  let held = new FileBuilder(schemaMessage);
  const take = (isLast: boolean): ArrowPart => {
    const part = { file: held.finish(memory.forFile), schema, schemaMessage, rows: held.rows, isLast };
    held = new FileBuilder(schemaMessage);
    memory.endPart();
    body.endPart();
    return part;
  };
  for await (const read of batches) {
    if (read.batch.length === 0) continue;
    requireStorableRows(read.batch.columns);
    for (const part of split(read, maxBytes)) {
      const isFull = held.byteLength + batchBytes(part.batch) > maxBytes;
      const isWordy = Number.isFinite(maxBytes) && held.dictionaryValues > maxDictionaryValues;
      if (held.rows > 0 && (isFull || isWordy)) yield take(false);
      // Decompressed buffers and values of dictionaries need more memory than their bytes in the body.
      body.hold(held.byteLength + batchBytes(part.batch) + held.dictionaryValues * bytesOfValue);
      if (held.add(part)) continue;
      if (held.rows > 0) yield take(false);
      if (!held.add(part)) {
        throw new InvalidInputError("A dictionary has more values than the type of its index can count.");
      }
    }
  }
  yield take(true);
}

/** Splits a batch that is larger than a commit should be. */
function* split(read: ReadBatch, maxBytes: number): Generator<ReadBatch> {
  const { batch, dictionaries } = read;
  const parts = Math.min(batch.length, Math.ceil(batchBytes(batch) / maxBytes));
  if (parts <= 1) return yield read;
  const rows = Math.ceil(batch.length / parts);
  for (let start = 0; start < batch.length; start += rows) {
    yield { batch: sliceBatch(batch, start, Math.min(start + rows, batch.length)), dictionaries };
  }
}

/** The bytes of a request; records whether any arrived and whether the stream failed. */
class Body implements AsyncIterable<Uint8Array> {
  isEmpty = true;
  failure: NamespaceError | undefined;
  readonly #data: ArrowData;
  readonly #onHeld: (bytes: number) => void;
  /** Since the last part was read. */
  #received = 0;

  constructor(data: ArrowData, onHeld: (bytes: number) => void = () => undefined) {
    const isBody =
      data instanceof Uint8Array ||
      (typeof data === "object" && data !== null && Symbol.asyncIterator in data);
    if (!isBody) {
      throw new InvalidInputError(
        "Data must be the bytes of an Arrow IPC stream, or an async iterable of them.",
      );
    }
    this.#data = data;
    this.#onHeld = onHeld;
  }

  hold(bytes: number): void {
    this.#onHeld(Math.max(bytes, this.#received));
  }

  endPart(): void {
    this.#received = 0;
    this.#onHeld(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#data instanceof Uint8Array ? [this.#data] : this.#data) {
        if (chunk.byteLength === 0) continue;
        this.isEmpty = false;
        this.#received += chunk.byteLength;
        this.#onHeld(this.#received);
        yield chunk;
      }
    } catch (reason) {
      this.failure = isNamespaceError(reason)
        ? reason
        : new InvalidInputError("The body ended before it was complete.", { cause: reason });
      throw reason;
    }
  }
}

function emptyBody(): InvalidInputError {
  return new InvalidInputError("The body is empty; an Arrow IPC stream is expected.");
}
