import type { Turn } from "../access/concurrency-limiter.ts";
import type { Deadline } from "../deadline.ts";

/** What happens at the end of a stream: undefined when all of it was read, and otherwise why not. */
export type StreamEnd = (failure: { readonly error: unknown } | undefined) => void;

/**
 * Turns pieces into the body of an answer, each taken only when the reader wants it. Waits for the first one, so that
 * whatever fails before it can still be answered as an error.
 *
 * Rejects as the first piece does.
 */
export async function streamOf(
  pieces: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  onEnd: StreamEnd,
  turn?: Turn,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]();
  let next: IteratorResult<Uint8Array> | undefined = await deadline
    .within(iterator.next())
    .catch((error: unknown) => {
      giveUp(iterator);
      throw error;
    });
  deadline.stopClock();
  turn?.waitsForCaller();
  let leave = (): void => undefined;
  const end: StreamEnd = (failure) => {
    deadline.signal.removeEventListener("abort", leave);
    onEnd(failure);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Also while nobody reads it.
        leave = () => {
          giveUp(iterator);
          controller.error(deadline.signal.reason);
          end({ error: deadline.signal.reason });
        };
        deadline.signal.addEventListener("abort", leave, { once: true });
      },
      async pull(controller) {
        turn?.goesOn();
        try {
          next ??= await deadline.within(iterator.next());
          if (next.done) {
            controller.close();
            end(undefined);
          } else controller.enqueue(next.value);
          next = undefined;
          turn?.waitsForCaller();
        } catch (error) {
          giveUp(iterator);
          controller.error(error);
          end({ error });
        }
      },
      cancel(reason) {
        giveUp(iterator);
        end({ error: reason });
      },
    },
    { highWaterMark: 0 },
  );
}

// Not awaited: it may hang where the last piece does.
function giveUp(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().catch(() => undefined);
}
