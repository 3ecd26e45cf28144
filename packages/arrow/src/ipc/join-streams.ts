import { encodeMessage, endOfStream } from "./message.ts";
import { readMessages } from "./read-messages.ts";

/** Joins complete Arrow IPC streams of one schema into one stream, with at most one of them in memory. */
export async function* joinStreams(
  streams: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const stream of streams) {
    for await (const message of readMessages(stream)) {
      if (message.kind !== "schema" || isFirst) yield* encodeMessage(message);
      isFirst = false;
    }
  }
  yield endOfStream;
}
