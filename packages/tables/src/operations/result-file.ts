import {
  ArrowFileWriter,
  batchBytes,
  encodeBatch,
  joinBytes,
  type Message,
  type ReadBatch,
  readSchema,
  UnifiedDictionaries,
  withIndexBits,
} from "@lancetree/arrow";

/** A batch of a result. */
export interface ReadResult extends ReadBatch {
  /** Whether the result is known to end with it. */
  readonly isLast: boolean;
}

/** The batches of a result and the message of their schema. */
export interface ResultBatches {
  readonly schema: Message;
  readonly batches: AsyncGenerator<ReadResult, void, undefined>;
  /** Runs the query once more. */
  readonly again: () => AsyncGenerator<ReadResult, void, undefined>;
}

/**
 * Maximum number of bytes of a result with dictionaries that is kept in memory; for a longer result the query runs
 * twice.
 */
const maxHeldBytes = 8 * 1024 * 1024;

/**
 * Writes a result as an Arrow IPC file, each batch as soon as it arrives and unchanged. A file has one dictionary for
 * each column, before the rows, while each of LanceDB's batches has its own. They are collected first. Indices that
 * are too narrow for all values get 32 bits.
 */
export async function* writeResultFile(result: ResultBatches): AsyncGenerator<Uint8Array, void, undefined> {
  const dictionaries = new UnifiedDictionaries(readSchema(result.schema));
  if (dictionaries.isEmpty)
    return yield* write(result.schema, [], result.batches, ({ batch }) => encodeBatch(batch));
  const held = await gather(result.batches, dictionaries);
  const wide = dictionaries.tooLarge();
  const schema = withIndexBits(result.schema, (id) => (wide.includes(id) ? 32 : undefined));
  yield* write(schema, dictionaries.messages(), held ?? result.again(), ({ batch, dictionaries: own }) =>
    encodeBatch(dictionaries.remap(batch, own, wide)),
  );
}

/** Collects the dictionaries of all batches, and returns the batches if they are small. */
async function gather(
  batches: AsyncIterable<ReadResult>,
  dictionaries: UnifiedDictionaries,
): Promise<ReadResult[] | undefined> {
  let held: ReadResult[] | undefined = [];
  let bytes = 0;
  for await (const read of batches) {
    dictionaries.add(read.dictionaries, true);
    bytes += batchBytes(read.batch);
    if (bytes > maxHeldBytes) held = undefined;
    held?.push(read);
  }
  return held;
}

async function* write(
  schema: Message,
  dictionaries: readonly Message[],
  batches: Iterable<ReadResult> | AsyncIterable<ReadResult>,
  encode: (read: ReadBatch) => Message,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new ArrowFileWriter(schema);
  let ready = [...writer.start(), ...dictionaries.flatMap((message) => writer.message(message))];
  for await (const read of batches) {
    ready.push(...writer.message(encode(read)));
    // The end of the file is ready at once, so that a short result is one chunk.
    if (read.isLast) break;
    yield* inFewChunks(ready);
    ready = [];
  }
  yield* inFewChunks([...ready, ...writer.finish()]);
}

/** Passing on a chunk of this size costs less than copying it. */
const largeBytes = 16 * 1024;

/** Joins small chunks, because each chunk that is passed on has a cost. */
function* inFewChunks(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (chunk.byteLength < largeBytes) {
      small.push(chunk);
      continue;
    }
    if (small.length > 0) yield joinBytes(small);
    small = [];
    yield chunk;
  }
  if (small.length > 0) yield joinBytes(small);
}
