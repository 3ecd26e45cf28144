import { type ArrowData, InvalidInputError } from "@lancetree/core";
import { type Allocate, ByteSource, joinBytes as joined } from "./byte-source.ts";
import { damaged } from "./damaged.ts";
import { checkFileEnd, fileMessages, headBytes, isFileHead, type MessagePosition } from "./file.ts";
import { type Message, readHeader } from "./message.ts";

const maxMetadataBytes = 16 * 1024 * 1024;

/**
 * Reads the messages of an Arrow IPC stream or file, each as soon as it has arrived. A file whose messages are not in
 * the order of a stream is read completely first: apache-arrow for JavaScript writes the schema only at the end, and
 * Polars omits the marker of a message.
 *
 * @param allocate - allocates the memory for bodies of batches that arrive in several chunks; by default new memory for each
 *
 * Rejects with InvalidInput for bytes that are neither, and for bytes that end inside of a message; with the source's
 * error if the source fails.
 */
export async function* readMessages(
  data: ArrowData,
  allocate?: Allocate,
): AsyncGenerator<Message, void, undefined> {
  const source = new ByteSource(data);
  try {
    const head = await source.take(headBytes);
    if (!isFileHead(head)) {
      source.putBack(head);
      if (head.byteLength > 0) yield* streamMessages(source, allocate);
      return;
    }
    const start = await source.take(8);
    const prefix = prefixOf(start);
    const isPlain = prefix?.bytes === 8 && prefix.length > 0 && prefix.length <= maxMetadataBytes;
    const metadata = isPlain ? await source.take(prefix.length) : new Uint8Array();
    if (isPlain && isSchema(metadata)) {
      source.putBack(joined([start, metadata]));
      const positions: MessagePosition[] = [];
      yield* streamMessages(source, allocate, positions);
      checkFileEnd(await source.take(Number.POSITIVE_INFINITY), metadata, positions);
      return;
    }
    const file =
      data instanceof Uint8Array
        ? data
        : joined([head, start, metadata, await source.take(Number.POSITIVE_INFINITY)]);
    yield* fileMessages({
      size: file.byteLength,
      read: async (offset, length) => file.subarray(offset, offset + length),
    });
  } finally {
    await source.close();
  }
}

/**
 * The messages of a stream, up to its end marker or the end of the bytes.
 *
 * @param positions - for a file, receives the position of each message; the messages end at the first bytes that are not
 * a message
 */
async function* streamMessages(
  source: ByteSource,
  allocate: Allocate | undefined,
  positions?: MessagePosition[],
): AsyncGenerator<Message, void, undefined> {
  let isFirst = true;
  let offset = headBytes;
  for (;;) {
    const start = await source.take(8);
    // A stream may end without its end marker.
    if (start.byteLength === 0) return;
    const prefix = prefixOf(start);
    if (positions && prefix?.bytes === 4) return source.putBack(start);
    if (!prefix || prefix.length < 0 || prefix.length > maxMetadataBytes) throw noStream(isFirst);
    source.putBack(start.subarray(prefix.bytes));
    if (prefix.length === 0) return;
    const metadata = await source.take(prefix.length);
    if (metadata.byteLength < prefix.length) throw noStream(isFirst);
    const { kind, bodyLength } = readHeader(metadata);
    if (isFirst !== (kind === "schema")) throw noStream(isFirst);
    isFirst = false;
    const body = await source.take(bodyLength, kind === "batch" ? allocate : undefined);
    if (body.byteLength < bodyLength) throw damaged("it is truncated");
    positions?.push({ kind, offset });
    offset += prefix.bytes + prefix.length + bodyLength;
    yield { kind, metadata, body };
  }
}

function noStream(isFirst: boolean): InvalidInputError {
  if (!isFirst) return damaged("it is truncated, or was changed in transit");
  return new InvalidInputError("The data is neither an Arrow file nor an Arrow stream.");
}

/** The length of a message's metadata, and the number of bytes of that length: old writers leave out the marker. */
function prefixOf(start: Uint8Array): { length: number; bytes: number } | undefined {
  if (start.byteLength < 4) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const first = view.getInt32(0, true);
  if (first !== -1) return { length: first, bytes: 4 };
  return start.byteLength < 8 ? undefined : { length: view.getInt32(4, true), bytes: 8 };
}

function isSchema(metadata: Uint8Array): boolean {
  try {
    return readHeader(metadata).kind === "schema";
  } catch {
    return false;
  }
}
