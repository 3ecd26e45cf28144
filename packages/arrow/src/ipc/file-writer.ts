import { batchBytes, emptyBatch, encodeBatch } from "../columns/batch.ts";
import { UnifiedDictionaries } from "../columns/dictionaries.ts";
import type { ArrowSchema } from "../schema/types.ts";
import { type Allocate, joinBytes } from "./byte-source.ts";
import { type Block, encodeFooter, fileHead } from "./file.ts";
import { encodeMessage, endOfStream, type Message } from "./message.ts";
import { type ReadBatch, readSchema } from "./reader.ts";

/** Writes the messages of an Arrow IPC file one after the other. Each call returns the next bytes of the file. */
export class ArrowFileWriter {
  readonly #schema: Message;
  readonly #dictionaries: Block[] = [];
  readonly #batches: Block[] = [];
  #offset = 0;

  constructor(schema: Message) {
    this.#schema = schema;
  }

  /** The head and the schema. A reader can start before the file is complete. */
  start(): Uint8Array[] {
    return this.#chunks([fileHead, ...encodeMessage(this.#schema)]);
  }

  /** A dictionary or a batch. The dictionaries, one for each id, must precede all batches. */
  message(message: Message): Uint8Array[] {
    const chunks = encodeMessage(message);
    const [head = new Uint8Array()] = chunks;
    const length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const block = {
      offset: this.#offset,
      metadataLength: head.byteLength,
      bodyLength: length - head.byteLength,
    };
    (message.kind === "dictionary" ? this.#dictionaries : this.#batches).push(block);
    return this.#chunks(chunks);
  }

  finish(): Uint8Array[] {
    return this.#chunks([endOfStream, encodeFooter(this.#schema, this.#dictionaries, this.#batches)]);
  }

  #chunks(chunks: Uint8Array[]): Uint8Array[] {
    for (const { byteLength } of chunks) this.#offset += byteLength;
    return chunks;
  }
}

/** Collects batches of one schema into one file with unified dictionaries. */
export class FileBuilder {
  readonly #schemaMessage: Message;
  readonly #schema: ArrowSchema;
  readonly #dictionaries: UnifiedDictionaries;
  readonly #batches: ReadBatch[] = [];
  /** The approximate number of bytes of the batches. */
  byteLength = 0;
  rows = 0;

  constructor(schemaMessage: Message) {
    this.#schemaMessage = schemaMessage;
    this.#schema = readSchema(schemaMessage);
    this.#dictionaries = new UnifiedDictionaries(this.#schema);
  }

  /** The number of values of all dictionaries of the batches, including dictionaries that were replaced. */
  get dictionaryValues(): number {
    return this.#dictionaries.seenValues;
  }

  /**
   * Adds a batch. Returns false and adds nothing if the type of an index is too small for the values of all
   * dictionaries.
   */
  add(read: ReadBatch): boolean {
    if (!this.#dictionaries.add(read.dictionaries)) return false;
    this.#batches.push(read);
    this.byteLength += batchBytes(read.batch);
    this.rows += read.batch.length;
    return true;
  }

  /**
   * The file. Without batches it contains one batch without rows, because some readers expect a batch.
   *
   * @param allocate - allocates its memory, by default new memory
   */
  finish(allocate?: Allocate): Uint8Array {
    const writer = new ArrowFileWriter(this.#schemaMessage);
    const batches = this.#batches.map(({ batch, dictionaries }) =>
      this.#dictionaries.remap(batch, dictionaries),
    );
    if (batches.length === 0) batches.push(emptyBatch(this.#schema.fields));
    const chunks = [
      ...writer.start(),
      ...this.#dictionaries.messages().flatMap((message) => writer.message(message)),
      ...batches.flatMap((batch) => writer.message(encodeBatch(batch))),
      ...writer.finish(),
    ];
    return joinBytes(chunks, allocate);
  }
}
