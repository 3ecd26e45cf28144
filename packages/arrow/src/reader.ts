import { type ArrowData, InvalidInputError } from "@lancetree/core";
import { type Batch, readBatch, readDictionaryBatch } from "./batch.ts";
import type { Allocate } from "./byte-source.ts";
import { damaged } from "./damaged.ts";
import { type Dictionaries, dictionaryFields, withDictionary } from "./dictionaries.ts";
import { FlatTable } from "./flatbuffer.ts";
import { type Message, reading } from "./message.ts";
import { readMessages } from "./read-messages.ts";
import { readSchemaTable } from "./read-schema.ts";
import type { ArrowSchema } from "./types.ts";

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

/**
 * Opens an Arrow IPC stream or file. Columns are not decoded: what passes through needs no type that this program knows.
 *
 * @param allocate - gives the memory for the bodies of batches, by default new one for each; a long body may use some again
 *
 * Rejects with InvalidInput for no bytes, for what is neither, and for what is damaged; with Unsupported for big-endian data and unknown
 * types and compressions; with the source's error when that breaks off. So do the batches.
 */
export async function openArrow(data: ArrowData, allocate?: Allocate): Promise<ArrowReader> {
  return openMessages(readMessages(data, allocate));
}

/** As `openArrow`, of messages in the order of a stream. */
export async function openMessages(messages: AsyncGenerator<Message, void, undefined>): Promise<ArrowReader> {
  const first = await messages.next();
  if (first.done) throw new InvalidInputError("It is neither an Arrow file nor an Arrow stream.");
  const schemaMessage = first.value;
  const close = async (): Promise<void> => {
    await messages.return();
  };
  try {
    const schema = readSchema(schemaMessage);
    return { schema, schemaMessage, batches: batchesOf(messages, schema), close };
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
): AsyncGenerator<ReadBatch, void, undefined> {
  const fields = dictionaryFields(schema);
  let dictionaries: Dictionaries = new Map();
  try {
    for await (const message of messages) {
      if (message.kind === "schema") throw damaged("it has a second schema");
      if (message.kind === "dictionary") {
        const dictionary = await readDictionaryBatch(message, (id) => fields.get(id));
        dictionaries = withDictionary(dictionaries, dictionary);
      } else yield { batch: await readBatch(message, schema.fields), dictionaries };
    }
  } finally {
    await messages.return();
  }
}
