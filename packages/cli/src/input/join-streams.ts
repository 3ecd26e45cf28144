/** A continuation marker and the length nought end an Arrow IPC stream. */
const endOfStream: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Joins whole Arrow IPC streams of one schema to one stream, without holding more than one of them. */
export async function* joinStreams(streams: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const stream of streams) {
    yield withoutEnd(stream).subarray(isFirst ? 0 : schemaLength(stream));
    isFirst = false;
  }
  yield endOfStream;
}

/** A stream without the marker that ends it. */
export function withoutEnd(stream: Uint8Array): Uint8Array {
  return endsWith(stream, endOfStream) ? stream.subarray(0, -endOfStream.length) : stream;
}

/** The first message is the schema: a continuation marker, the length of the rest, the rest. */
function schemaLength(stream: Uint8Array): number {
  return 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  return end.every((byte, index) => bytes[bytes.length - end.length + index] === byte);
}
