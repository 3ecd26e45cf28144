import type { Deadline } from "./deadline.ts";

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
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]();
  let next: IteratorResult<Uint8Array> | undefined = await deadline
    .within(iterator.next())
    .catch((error: unknown) => {
      giveUp(iterator);
      throw error;
    });
  deadline.stopClock();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          next ??= await deadline.within(iterator.next());
          if (next.done) {
            controller.close();
            onEnd(undefined);
          } else controller.enqueue(next.value);
          next = undefined;
        } catch (error) {
          giveUp(iterator);
          controller.error(error);
          onEnd({ error });
        }
      },
      cancel(reason) {
        giveUp(iterator);
        onEnd({ error: reason });
      },
    },
    { highWaterMark: 0 },
  );
}

// Not awaited: it may hang where the last piece does.
function giveUp(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().catch(() => undefined);
}
