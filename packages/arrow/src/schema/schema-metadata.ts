import { FlatTable } from "../ipc/flatbuffer.ts";
import { type Message, reading } from "../ipc/message.ts";

/** The number of a schema's field for metadata, and of an entry's field for the value. */
const [metadataField, valueField] = [2, 1];

/**
 * Returns a schema in which one key of the metadata has another value. Everything else is unchanged; if the key does
 * not exist, so is the whole schema. The new string is appended to the flatbuffer.
 *
 * @throws InvalidInputError for a damaged schema
 */
export function withMetadataValue(schema: Message, key: string, value: string): Message {
  return reading("the schema", () => {
    const entries = FlatTable.root(schema.metadata).required(2).tables(metadataField);
    const slotOffset = entries.find((entry) => entry.text(0) === key)?.at(valueField);
    if (slotOffset === undefined) return schema;
    const text = new TextEncoder().encode(value);
    const position = Math.ceil(schema.metadata.byteLength / 8) * 8;
    // A string has its length before it and a zero byte after it.
    const metadata = new Uint8Array(position + Math.ceil((4 + text.byteLength + 1) / 8) * 8);
    metadata.set(schema.metadata);
    metadata.set(text, position + 4);
    const view = new DataView(metadata.buffer);
    view.setUint32(position, text.byteLength, true);
    view.setUint32(slotOffset, position - slotOffset, true);
    return { ...schema, metadata };
  });
}
