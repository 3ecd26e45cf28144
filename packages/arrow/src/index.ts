export { type Batch, batchBytes, encodeBatch } from "./batch.ts";
export { type Allocate, joinBytes } from "./byte-source.ts";
export type { Column } from "./columns.ts";
export { type Dictionaries, UnifiedDictionaries } from "./dictionaries.ts";
export { fileMessages, isFileHead, type RandomAccess } from "./file.ts";
export { ArrowFileWriter, FileBuilder } from "./file-writer.ts";
export { type FoundField, findField } from "./find-field.ts";
export { fromHalfBits, toHalf, toHalfBits } from "./half-float.ts";
export { withIndexBits } from "./index-bits.ts";
export { joinStreams } from "./join-streams.ts";
export { toJsonSchema } from "./json-schema.ts";
export { decimalBits, lanceDecimalName, lanceTypeName } from "./lance-type-names.ts";
export { toLogicalSchema } from "./logical-types.ts";
export { encodeMessage, endOfStream, type Message } from "./message.ts";
export { cellText, jsonText, type PrintableObject, type PrintableValue } from "./printable-text.ts";
export { printableValues, type ValueReader } from "./printable-value.ts";
export { readMessages } from "./read-messages.ts";
export {
  type ArrowReader,
  openArrow,
  openMessages,
  type ReadBatch,
  type ReadOptions,
  readSchema,
} from "./reader.ts";
export { withMetadataValue } from "./schema-metadata.ts";
export { sliceBatch } from "./slice.ts";
export { type StreamOptions, toStream } from "./to-stream.ts";
export { typeText } from "./type-text.ts";
export type { ArrowField, ArrowSchema, ArrowType, DictionaryEncoding, IntType, TimeUnit } from "./types.ts";
export { commonListLength, type VectorType, withVectors } from "./vectors.ts";
