import * as arrow from "apache-arrow-21";

/** A frame of LZ4 with one block that is stored as it is. */
function lz4Frame(bytes: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(7 + 4 + bytes.byteLength + 4);
  Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]).copy(frame);
  frame.writeUInt32LE((0x8000_0000 | bytes.byteLength) >>> 0, 7);
  frame.set(bytes, 11);
  return frame;
}

/** An Arrow IPC stream of one batch, packed with LZ4, whose column claims to decompress to `claimed` bytes. */
export function packedRows(claimed: number): Uint8Array {
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { encode: lz4Frame });
  const table = new arrow.Table({ id: arrow.vectorFromArray(Int32Array.from({ length: 1_000 })) });
  const writer = new arrow.RecordBatchStreamWriter({ compressionType: arrow.CompressionType.LZ4_FRAME });
  writer.write(table);
  writer.finish();
  const bytes = Buffer.from(writer.toUint8Array(true));
  // What packing made no shorter stands behind this instead of the length that it unpacks to.
  const position = bytes.indexOf(Buffer.alloc(8, 0xff));
  bytes.writeBigUInt64LE(BigInt(claimed), position);
  return bytes;
}
