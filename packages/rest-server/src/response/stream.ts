import type { Slot } from "../access/concurrency-limiter.ts";
import type { Deadline } from "../deadline.ts";

/** Called when a stream ends: with undefined when the client has read all of it, otherwise with the reason. */
export type StreamEnd = (failure: { readonly error: unknown } | undefined) => void;

/**
 * Turns chunks into the body of a response. It requests a chunk only when the reader wants it, except for the first one, which it awaits so
 * that an earlier error can still become an error response.
 *
 * Rejects as the first chunk does.
 */
export async function createResponseStream(
  chunks: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  onEnd: StreamEnd,
  slot?: Slot,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = chunks[Symbol.asyncIterator]();
  let next: IteratorResult<Uint8Array> | undefined = await deadline
    .race(iterator.next())
    .catch((error: unknown) => {
      stopIterator(iterator);
      throw error;
    });
  deadline.clearTimers();
  slot?.pause();
  let sentBytes = 0;
  let onAbort = (): void => undefined;
  const end: StreamEnd = (failure) => {
    deadline.signal.removeEventListener("abort", onAbort);
    onEnd(failure);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Ends the stream even while the client reads nothing.
        onAbort = () => {
          stopIterator(iterator);
          controller.error(deadline.signal.reason);
          end({ error: deadline.signal.reason });
        };
        deadline.signal.addEventListener("abort", onAbort, { once: true });
      },
      async pull(controller) {
        slot?.resume(sentBytes);
        try {
          next ??= await deadline.race(iterator.next());
          if (next.done) {
            controller.close();
            end(undefined);
          } else {
            sentBytes = next.value.byteLength;
            controller.enqueue(next.value);
          }
          next = undefined;
          slot?.pause();
        } catch (error) {
          stopIterator(iterator);
          controller.error(error);
          end({ error });
        }
      },
      cancel(reason) {
        stopIterator(iterator);
        end({ error: reason });
      },
    },
    { highWaterMark: 0 },
  );
}

// Not awaited: it may hang as long as the last chunk does.
function stopIterator(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().catch(() => undefined);
}
