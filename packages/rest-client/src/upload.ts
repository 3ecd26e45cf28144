import { type ArrowData, InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Deadline } from "./deadline.ts";
import { type Stoppable, StopSignal } from "./stop-signal.ts";

/** A request body on its way. */
export interface Upload {
  readonly body: Uint8Array | string | ReadableStream<Uint8Array> | undefined;
  /** Whether the same body can be sent again. */
  readonly replayable: boolean;
  /** Whether the platform has begun to take it. Until then a server got nothing that it could act on. */
  readonly begun: () => boolean;
  /** Ends the request that carries it. */
  readonly signal: Stoppable;
  /** What the caller's own source failed with, if it did. */
  readonly sourceFailure: () => { readonly error: unknown } | undefined;
  /** Closes the source. Not every platform does when a request is aborted, or the response comes before its end. */
  readonly close: () => void;
}

/** A body that is there as a whole. */
export function wholeUpload(body: Uint8Array | string | undefined, signal: Stoppable): Upload {
  return {
    body,
    replayable: true,
    begun: () => true,
    signal,
    sourceFailure: () => undefined,
    close: () => undefined,
  };
}

/**
 * Turns Arrow data into a request body. Chunks are read as the connection takes them, so that memory holds one of them.
 *
 * @param deadline - restarts with every chunk, and is paused while the source produces one
 * @throws InvalidInputError when there is no data, UnsupportedError where the platform's fetch cannot send a stream
 */
export function arrowUpload(data: ArrowData | undefined, deadline: Deadline): Upload {
  if (data instanceof Uint8Array) return wholeUpload(data, deadline.signal);
  if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) {
    throw wrongData();
  }
  if (!canSendStreams()) {
    throw new UnsupportedError(
      "This platform's fetch cannot send a stream; pass the data as one Uint8Array.",
    );
  }
  let begun = false;
  let over = false;
  let failure: { error: unknown } | undefined;
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const request = new StopSignal();
  const close = (): void => {
    over = true;
    Promise.resolve(iterator?.return?.()).catch(() => undefined);
  };
  // Both, in this order: a server must not take a part for the whole. workerd ends the body of a stream that fails as if
  // it were complete, Chromium does so with the body of a request that is aborted.
  const abort = (reason: unknown): void => {
    close();
    stream?.error(reason);
    request.stop(reason);
  };
  const onAbort = (): void => {
    abort(deadline.signal.reason);
  };
  deadline.signal.onStop(onAbort);
  if (deadline.signal.isStopped) onAbort();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stream = controller;
      },
      async pull(controller) {
        begun = true;
        deadline.pause();
        try {
          iterator ??= data[Symbol.asyncIterator]();
          const { done, value } = await iterator.next();
          if (over) return;
          if (done === true) controller.close();
          else controller.enqueue(toChunk(value));
        } catch (error) {
          if (over) return;
          failure = { error };
          abort(error);
        } finally {
          deadline.restart();
        }
      },
      cancel: close,
    },
    // Nothing is asked of the source before the connection wants it.
    { highWaterMark: 0 },
  );
  return {
    body,
    replayable: false,
    begun: () => begun,
    signal: request,
    sourceFailure: () => failure,
    close: () => {
      abort(new Error("The upload was canceled."));
    },
  };
}

function toChunk(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw wrongData();
}

function wrongData(): InvalidInputError {
  return new InvalidInputError("The data must be a Uint8Array or an AsyncIterable of them.");
}

/** Where streams cannot be sent, Firefox makes the text "[object ReadableStream]" of one; Safari's fetch rejects. */
function canSendStreams(): boolean {
  const init: RequestInit = { method: "POST", body: new ReadableStream() };
  const request = new Request("http://localhost", Object.assign(init, { duplex: "half" }));
  // Text gets a type, a stream has none.
  return !request.headers.has("content-type");
}
