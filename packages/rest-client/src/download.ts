import { raceAbort } from "@lancetree/core";
import type { Deadline } from "./deadline.ts";

/**
 * The chunks of a body as they arrive. Leaving the loop early releases the connection.
 *
 * @param failed - makes the error of a body that breaks off
 */
export async function* download(
  body: ReadableStream<Uint8Array> | null,
  deadline: Deadline,
  failed: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (body === null) {
    deadline.end();
    return;
  }
  const reader = body.getReader();
  try {
    for (;;) {
      deadline.restart();
      const { done, value } = await raceAbort(reader.read(), deadline.signal);
      // a slow consumer is not a slow server
      deadline.pause();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw failed(error);
  } finally {
    deadline.end();
    // Does nothing after the end. Its rejection was reported already.
    reader.cancel().catch(() => undefined);
  }
}
