export { type Batch, batchBytes, encodeBatch } from "./columns/batch.ts";
export type { Column } from "./columns/columns.ts";
export { type Dictionaries, UnifiedDictionaries } from "./columns/dictionaries.ts";
export { fixedWidth } from "./columns/fixed-width.ts";
export { withIndexBits } from "./columns/index-bits.ts";
export { sliceBatch } from "./columns/slice.ts";
export { commonListLength, type VectorType, withVectors } from "./columns/vectors.ts";
export { type Allocate, joinBytes } from "./ipc/byte-source.ts";
export { fileMessages, isFileHead, type RandomAccess } from "./ipc/file.ts";
export { ArrowFileWriter, FileBuilder } from "./ipc/file-writer.ts";
export { joinStreams } from "./ipc/join-streams.ts";
export { encodeMessage, endOfStream, type Message } from "./ipc/message.ts";
export { readMessages } from "./ipc/read-messages.ts";
export {
  type ArrowReader,
  openArrow,
  openMessages,
  type ReadBatch,
  type ReadOptions,
  readSchema,
} from "./ipc/reader.ts";
export { type StreamOptions, toStream } from "./ipc/to-stream.ts";
export { type FoundField, findField } from "./schema/find-field.ts";
export { toJsonSchema } from "./schema/json-schema.ts";
export { decimalBits, lanceDecimalName, lanceTypeName } from "./schema/lance-type-names.ts";
export { toLogicalSchema } from "./schema/logical-types.ts";
export { withMetadataValue } from "./schema/schema-metadata.ts";
export { toLanceType } from "./schema/to-lance-type.ts";
export { typeText } from "./schema/type-text.ts";
export type {
  ArrowField,
  ArrowSchema,
  ArrowType,
  DictionaryEncoding,
  IntType,
  TimeUnit,
} from "./schema/types.ts";
export { fromHalfBits, toHalf, toHalfBits } from "./values/half-float.ts";
export { cellText, jsonText, type PrintableObject, type PrintableValue } from "./values/printable-text.ts";
export { printableValues, type ValueReader } from "./values/printable-value.ts";
