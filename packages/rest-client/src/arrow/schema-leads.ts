// the value of `MessageHeader.Schema` in Arrow's own definition
const schemaHeader = 1;

/**
 * Whether the first message of an Arrow IPC stream is the schema, as the format demands. apache-arrow for JavaScript
 * leaves it out of files.
 *
 * @param bytes - the message's prefix of 8 bytes and its metadata, a flatbuffer
 */
export function schemaLeads(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = 8;
  try {
    // A flatbuffer's first word leads to its root table, and the table's to where its fields are.
    const table = start + view.getUint32(start, true);
    const fields = table - view.getInt32(table, true);
    // the header's type is the second field, behind two words of two bytes
    const place = view.getUint16(fields + 6, true);
    return place !== 0 && view.getUint8(table + place) === schemaHeader;
  } catch {
    // too short, or none at all: whoever reads it will say so
    return false;
  }
}
