import type { Deadline } from "./deadline.ts";
import type { ChunkReader } from "./send/send.ts";
import { raceStop } from "./stop-signal.ts";

/**
 * The chunks of a body as they arrive. Leaving the loop early releases the connection.
 *
 * @param failed - makes the error of a body that ends early
 */
export async function* download(
  reader: ChunkReader,
  deadline: Deadline,
  failed: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (;;) {
      deadline.restart();
      const { done, value } = await raceStop(reader.read(), deadline.signal);
      // A slow consumer is not a slow server.
      deadline.pause();
      if (done || value === undefined) return;
      yield value;
    }
  } catch (error) {
    throw failed(error);
  } finally {
    deadline.end();
    reader.cancel();
  }
}
