import { raceAbort } from "@lancetree/core";
import { operationTimeout } from "./http-errors.ts";

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
 * Starts a time limit. With 0 ms the operation is aborted before it begins.
 *
 * @param caller - aborted when the caller disconnects
 * @param timeMs - milliseconds; no limit when undefined
 * @param timeoutError - the error of an operation that exceeds the limit
 */
export function startDeadline(
  caller: AbortSignal,
  timeMs: number | undefined,
  timeoutError: () => Error = () => operationTimeout(timeMs),
): Deadline {
  const controller = new AbortController();
  const onCallerAbort = (): void => controller.abort(caller.reason);
  const onTimeout = (): void => controller.abort(timeoutError());
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
    signal: controller.signal,
    race: (promise) => raceAbort(promise, controller.signal),
    abort: (error) => controller.abort(error),
    limit(milliseconds) {
      if (isCleared) return;
      clearTimeout(limitTimer);
      limitTimer = setTimeout(() => controller.abort(operationTimeout(milliseconds)), milliseconds);
    },
    clearTimers,
    end() {
      clearTimers();
      caller.removeEventListener("abort", onCallerAbort);
    },
  };
}
