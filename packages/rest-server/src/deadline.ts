import { tookTooLong } from "./http-errors.ts";

/** The end of an operation's patience: when the caller goes away, and when it takes too long. */
export interface Deadline {
  /** What the operation is given. */
  readonly signal: AbortSignal;
  /** Waits for a step, but no longer than the signal holds. */
  within<Value>(step: Promise<Value>): Promise<Value>;
  /** Ends the operation with this error. */
  stop(error: unknown): void;
  /** From now on the operation may take so long, and no longer than before. */
  limit(timeMs: number): void;
  /** From now on only the caller's going away counts. */
  stopClock(): void;
  /** From now on nothing counts. */
  end(): void;
}

/**
 * Starts the clock, where there is one. No time at all ends the operation before it begins.
 *
 * @param late - what an operation that takes too long rejects with
 */
export function startDeadline(
  caller: AbortSignal,
  timeMs: number | undefined,
  late: () => Error = () => tookTooLong(timeMs),
): Deadline {
  const controller = new AbortController();
  const leave = (): void => controller.abort(caller.reason);
  const stop = (): void => controller.abort(late());
  // Not at once, so that what is called is known by then.
  if (timeMs === 0) queueMicrotask(stop);
  const timer = timeMs ? setTimeout(stop, timeMs) : undefined;
  let second: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const stopClock = (): void => {
    isStopped = true;
    clearTimeout(timer);
    clearTimeout(second);
  };
  if (caller.aborted) leave();
  caller.addEventListener("abort", leave, { once: true });
  return {
    signal: controller.signal,
    within: (step) => orAborted(step, controller.signal),
    stop: (error) => controller.abort(error),
    limit(longest) {
      if (isStopped) return;
      clearTimeout(second);
      second = setTimeout(() => controller.abort(tookTooLong(longest)), longest);
    },
    stopClock,
    end() {
      stopClock();
      caller.removeEventListener("abort", leave);
    },
  };
}

async function orAborted<Value>(step: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let listener: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    if (signal.aborted) listener();
    signal.addEventListener("abort", listener, { once: true });
  });
  try {
    return await Promise.race([step, aborted]);
  } finally {
    if (listener) signal.removeEventListener("abort", listener);
  }
}
