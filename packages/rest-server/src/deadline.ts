import { operationTimeout } from "./http-errors.ts";

/** The parts of an AbortSignal that a deadline uses. */
export type CallerSignal = Pick<
  AbortSignal,
  "aborted" | "reason" | "addEventListener" | "removeEventListener"
>;

/** Ends an operation when its caller disconnects, and when it exceeds a time limit. */
export interface Deadline {
  /** The signal for the operation. */
  readonly signal: AbortSignal;
  /** Resolves as the promise does; rejects with the signal's reason when it is aborted first. */
  race<Value>(promise: Promise<Value>): Promise<Value>;
  /** Aborts the operation with this error. */
  abort(error: unknown): void;
  /** Sets a time limit that starts now, beside the first one. Replaces an earlier limit of this kind. */
  limit(timeMs: number): void;
  /** Removes all time limits; the caller's signal still counts. */
  clearTimers(): void;
  /** Removes the time limits and no longer follows the caller's signal. */
  end(): void;
}

/**
 * Starts a time limit of a whole operation. With 0 ms it is aborted before it begins. The REST client has another deadline: its
 * clock starts again with each chunk, and waits while the caller reads.
 *
 * @param caller - aborted when the caller disconnects
 * @param timeMs - milliseconds; no limit when undefined
 * @param timeoutError - the error of an operation that exceeds the limit
 */
export function startDeadline(
  caller: CallerSignal,
  timeMs: number | undefined,
  timeoutError: () => Error = () => operationTimeout(timeMs),
): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  // Cheaper than a listener of the signal for each promise.
  const waiting = new Set<(reason: unknown) => void>();
  const abort = (reason: unknown): void => {
    controller.abort(reason);
    for (const reject of waiting) reject(signal.reason);
    waiting.clear();
  };
  const onCallerAbort = (): void => abort(caller.reason);
  const onTimeout = (): void => abort(timeoutError());
  // Not synchronously: the error's message depends on the operation, which is read first.
  if (timeMs === 0) queueMicrotask(onTimeout);
  const timer = timeMs ? setTimeout(onTimeout, timeMs) : undefined;
  let limitTimer: ReturnType<typeof setTimeout> | undefined;
  let isCleared = false;
  const clearTimers = (): void => {
    isCleared = true;
    clearTimeout(timer);
    clearTimeout(limitTimer);
  };
  if (caller.aborted) onCallerAbort();
  caller.addEventListener("abort", onCallerAbort, { once: true });
  return {
    signal,
    race: (promise) =>
      new Promise((resolve, reject) => {
        const stop = (): boolean => waiting.delete(reject);
        // Also of a signal that is aborted, so that a rejection of the promise is handled.
        promise.then(
          (value) => stop() && resolve(value),
          (error: unknown) => stop() && reject(error),
        );
        if (signal.aborted) reject(signal.reason);
        else waiting.add(reject);
      }),
    abort,
    limit(milliseconds) {
      if (isCleared) return;
      clearTimeout(limitTimer);
      limitTimer = setTimeout(() => abort(operationTimeout(milliseconds)), milliseconds);
    },
    clearTimers,
    end() {
      clearTimers();
      caller.removeEventListener("abort", onCallerAbort);
    },
  };
}
