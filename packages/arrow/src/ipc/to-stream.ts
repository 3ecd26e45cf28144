import { type Batch, encodeBatch, encodeDictionary } from "../columns/batch.ts";
import type { Column } from "../columns/columns.ts";
import { dictionaryFields } from "../columns/dictionaries.ts";
import { columnOf, type DictionaryValues, listOf, noValues } from "../columns/dictionary-values.ts";
import { withIndexBits } from "../columns/index-bits.ts";
import { encodeMessage, endOfStream } from "./message.ts";
import type { ArrowReader } from "./reader.ts";

/** Options for readers with limits. */
export interface StreamOptions {
  /**
   * Writes 64-bit indices of dictionaries with 32 bits, because apache-arrow for JavaScript cannot read others.
   * Default false.
   */
  readonly narrowIndices?: boolean | undefined;
}

/**
 * Writes data as an Arrow IPC stream that simple readers can read: without compression, and with a complete dictionary
 * before each batch that needs a different one. Rejects as the reader's batches do.
 */
export async function* toStream(
  { schema, schemaMessage, batches }: Omit<ArrowReader, "close">,
  { narrowIndices = false }: StreamOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const fields = dictionaryFields(schema);
  const isWide = (id: bigint): boolean => fields.get(id)?.dictionary?.index.bits === 64;
  const narrowed = narrowIndices && [...fields.keys()].some(isWide);
  const written = new Map<bigint, DictionaryValues>();
  yield* encodeMessage(
    narrowed ? withIndexBits(schemaMessage, (id) => (isWide(id) ? 32 : undefined)) : schemaMessage,
  );
  for await (const { batch, dictionaries } of batches) {
    for (const [id, field] of fields) {
      const values = dictionaries.get(id) ?? noValues;
      if (written.get(id) === values) continue;
      written.set(id, values);
      yield* encodeMessage(encodeDictionary(id, columnOf(field, listOf(values))));
    }
    yield* encodeMessage(encodeBatch(narrowed ? withNarrowIndices(batch) : batch));
  }
  yield endOfStream;
}

function withNarrowIndices({ length, columns }: Batch): Batch {
  return { length, columns: columns.map(narrow) };
}

function narrow(column: Column): Column {
  const { field, length, buffers, children } = column;
  if (field.dictionary?.index.bits !== 64) return { ...column, children: children.map(narrow) };
  const [wide = new Uint8Array()] = buffers;
  const view = new DataView(wide.buffer, wide.byteOffset, wide.byteLength);
  const indices = Int32Array.from({ length }, (_, row) => view.getInt32(row * 8, true));
  return { ...column, buffers: [new Uint8Array(indices.buffer)] };
}
