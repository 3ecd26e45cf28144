import { FlatTable } from "../ipc/flatbuffer.ts";
import { type Message, reading } from "../ipc/message.ts";

/** The field of a schema that holds its metadata, and that of an entry which holds the value. */
const [metadataField, valueField] = [2, 1];

/**
 * A schema in which one value of its metadata is another text. Everything else stays as it is, and so does all where there is no such
 * key. The new text stands behind the flatbuffer's other bytes, where a reference can lead to it.
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
    // A text has its length in front and a zero behind.
    const metadata = new Uint8Array(position + Math.ceil((4 + text.byteLength + 1) / 8) * 8);
    metadata.set(schema.metadata);
    metadata.set(text, position + 4);
    const view = new DataView(metadata.buffer);
    view.setUint32(position, text.byteLength, true);
    view.setUint32(slotOffset, position - slotOffset, true);
    return { ...schema, metadata };
  });
}
