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

/** The batches of an answer and the message of their schema. */
export interface ResultBatches {
  readonly schema: Message;
  readonly batches: AsyncGenerator<ReadBatch, void, undefined>;
  /** Runs the query once more. */
  readonly again: () => AsyncGenerator<ReadBatch, void, undefined>;
}

/** An answer with dictionaries of at most so many bytes is held; of a longer one the query runs twice. */
const mostHeld = 8 * 1024 * 1024;

/**
 * Writes an answer as an Arrow IPC file, each batch as it comes and as it is. A file has one dictionary for each column, in front of
 * the rows, while LanceDB gives each batch its own: they are gathered first. Indices that are too narrow for all values get 32 bits.
 */
export async function* writeResultFile(answer: ResultBatches): AsyncGenerator<Uint8Array, void, undefined> {
  const dictionaries = new UnifiedDictionaries(readSchema(answer.schema));
  if (dictionaries.isEmpty)
    return yield* write(answer.schema, [], answer.batches, ({ batch }) => encodeBatch(batch));
  const held = await gather(answer.batches, dictionaries);
  const wide = dictionaries.tooLarge();
  const schema = withIndexBits(answer.schema, (id) => (wide.includes(id) ? 32 : undefined));
  yield* write(schema, dictionaries.messages(), held ?? answer.again(), ({ batch, dictionaries: own }) =>
    encodeBatch(dictionaries.remap(batch, own, wide)),
  );
}

/** Takes in the dictionaries of all batches, and answers with the batches while they are few. */
async function gather(
  batches: AsyncIterable<ReadBatch>,
  dictionaries: UnifiedDictionaries,
): Promise<ReadBatch[] | undefined> {
  let held: ReadBatch[] | undefined = [];
  let bytes = 0;
  for await (const read of batches) {
    dictionaries.add(read.dictionaries, true);
    bytes += batchBytes(read.batch);
    if (bytes > mostHeld) held = undefined;
    held?.push(read);
  }
  return held;
}

async function* write(
  schema: Message,
  dictionaries: readonly Message[],
  batches: Iterable<ReadBatch> | AsyncIterable<ReadBatch>,
  encode: (read: ReadBatch) => Message,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new ArrowFileWriter(schema);
  let ready = [...writer.start(), ...dictionaries.flatMap((message) => writer.message(message))];
  for await (const read of batches) {
    yield* inFewPieces([...ready, ...writer.message(encode(read))]);
    ready = [];
  }
  yield* inFewPieces([...ready, ...writer.finish()]);
}

/** From here on copying a piece costs more than passing it on alone. */
const largeBytes = 16 * 1024;

/** Joins small pieces, because whoever passes a piece on pays for each. */
function* inFewPieces(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece.byteLength < largeBytes) {
      small.push(piece);
      continue;
    }
    if (small.length > 0) yield joinBytes(small);
    small = [];
    yield piece;
  }
  if (small.length > 0) yield joinBytes(small);
}
