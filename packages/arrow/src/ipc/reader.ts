import { type ArrowData, InvalidInputError } from "@lancetree/core";
import { type Batch, readBatch, readDictionaryBatch } from "../columns/batch.ts";
import { addDictionary, type Dictionaries, dictionaryFields } from "../columns/dictionaries.ts";
import type { DictionaryValues } from "../columns/dictionary-values.ts";
import { readSchemaTable } from "../schema/read-schema.ts";
import type { ArrowSchema } from "../schema/types.ts";
import type { Allocate } from "./byte-source.ts";
import { damaged } from "./damaged.ts";
import { FlatTable } from "./flatbuffer.ts";
import { type Message, reading } from "./message.ts";
import { readMessages } from "./read-messages.ts";

/** The rows of a stream or a file, read batch by batch. */
export interface ArrowReader {
  readonly schema: ArrowSchema;
  /** The message of the schema as it was read. Data that is written with it has exactly the same schema. */
  readonly schemaMessage: Message;
  /**
   * The batches, decompressed and checked, as they arrive. They can be iterated only once; leaving the loop closes the
   * reader.
   */
  readonly batches: AsyncGenerator<ReadBatch, void, undefined>;
  /** Closes the source; needed if the batches are not iterated. */
  close(): Promise<void>;
}

/** A batch, and the dictionaries that its indices point into. */
export interface ReadBatch {
  readonly batch: Batch;
  readonly dictionaries: Dictionaries;
}

/** Options for reading Arrow data. */
export interface ReadOptions {
  /**
   * Allocates the memory for the bodies of batches, by default new memory for each; it may return memory that was
   * used before.
   */
  readonly allocate?: Allocate | undefined;
  /** The maximum number of values in all dictionaries at one time, default no limit. More rejects with InvalidInput. */
  readonly maxDictionaryValues?: number | undefined;
}

/**
 * Opens an Arrow IPC stream or file. Columns are not decoded, so their types need not be known to this package.
 *
 * Rejects with InvalidInput for no bytes, for bytes that are neither, and for damaged data; with Unsupported for
 * big-endian data, unknown types and unknown compressions; with the source's error if the source fails. The batches
 * reject in the same way.
 */
export async function openArrow(data: ArrowData, options: ReadOptions = {}): Promise<ArrowReader> {
  return openMessages(readMessages(data, options.allocate), options);
}

/** Does the same as `openArrow`, for messages in the order of a stream. */
export async function openMessages(
  messages: AsyncGenerator<Message, void, undefined>,
  { maxDictionaryValues }: ReadOptions = {},
): Promise<ArrowReader> {
  const first = await messages.next();
  if (first.done) throw new InvalidInputError("The data is neither an Arrow file nor an Arrow stream.");
  const schemaMessage = first.value;
  const close = async (): Promise<void> => {
    await messages.return();
  };
  try {
    const schema = readSchema(schemaMessage);
    return { schema, schemaMessage, batches: batchesOf(messages, schema, maxDictionaryValues), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The schema in a message. @throws InvalidInputError and UnsupportedError as `openArrow` rejects */
export function readSchema({ metadata }: Message): ArrowSchema {
  return reading("the schema", () => readSchemaTable(FlatTable.root(metadata).required(2)));
}

async function* batchesOf(
  messages: AsyncGenerator<Message, void, undefined>,
  schema: ArrowSchema,
  maxDictionaryValues: number | undefined,
): AsyncGenerator<ReadBatch, void, undefined> {
  const fields = dictionaryFields(schema);
  let dictionaries = new Map<bigint, DictionaryValues>();
  let isHandedOut = false;
  try {
    for await (const message of messages) {
      if (message.kind === "schema") throw damaged("it has a second schema");
      if (message.kind === "dictionary") {
        const dictionary = await readDictionaryBatch(message, (id) => fields.get(id));
        if (isHandedOut) dictionaries = new Map(dictionaries);
        isHandedOut = false;
        addDictionary(dictionaries, dictionary, maxDictionaryValues);
      } else {
        isHandedOut = true;
        yield { batch: await readBatch(message, schema.fields), dictionaries };
      }
    }
  } finally {
    await messages.return();
  }
}
