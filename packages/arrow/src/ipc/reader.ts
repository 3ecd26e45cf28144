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

/** Rows of a stream or a file, read batch by batch. */
export interface ArrowReader {
  readonly schema: ArrowSchema;
  /** The message that the schema came in; what is written with it has the same schema to the last byte. */
  readonly schemaMessage: Message;
  /** The batches, decompressed and checked, as they come. They can be taken once; leaving the loop closes the reader. */
  readonly batches: AsyncGenerator<ReadBatch, void, undefined>;
  /** Gives the source back; needed where the batches are not taken. */
  close(): Promise<void>;
}

/** A batch, and the dictionaries that its indices point into. */
export interface ReadBatch {
  readonly batch: Batch;
  readonly dictionaries: Dictionaries;
}

/** How Arrow data is read. */
export interface ReadOptions {
  /** Gives the memory for the bodies of batches, by default new one for each; a long body may use some again. */
  readonly allocate?: Allocate | undefined;
  /** Values that all dictionaries may have at one time, default no limit; more is InvalidInput. */
  readonly mostDictionaryValues?: number | undefined;
}

/**
 * Opens an Arrow IPC stream or file. Columns are not decoded: what passes through needs no type that this program knows.
 *
 * Rejects with InvalidInput for no bytes, for what is neither, and for what is damaged; with Unsupported for big-endian data and unknown
 * types and compressions; with the source's error when that breaks off. So do the batches.
 */
export async function openArrow(data: ArrowData, options: ReadOptions = {}): Promise<ArrowReader> {
  return openMessages(readMessages(data, options.allocate), options);
}

/** As `openArrow`, of messages in the order of a stream. */
export async function openMessages(
  messages: AsyncGenerator<Message, void, undefined>,
  { mostDictionaryValues }: ReadOptions = {},
): Promise<ArrowReader> {
  const first = await messages.next();
  if (first.done) throw new InvalidInputError("It is neither an Arrow file nor an Arrow stream.");
  const schemaMessage = first.value;
  const close = async (): Promise<void> => {
    await messages.return();
  };
  try {
    const schema = readSchema(schemaMessage);
    return { schema, schemaMessage, batches: batchesOf(messages, schema, mostDictionaryValues), close };
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
  mostDictionaryValues: number | undefined,
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
        addDictionary(dictionaries, dictionary, mostDictionaryValues);
      } else {
        isHandedOut = true;
        yield { batch: await readBatch(message, schema.fields), dictionaries };
      }
    }
  } finally {
    await messages.return();
  }
}
