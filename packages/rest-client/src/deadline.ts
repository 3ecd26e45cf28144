import { ServiceUnavailableError } from "@lancetree/core";
import { type Stoppable, StopSignal } from "./stop-signal.ts";

/** The time that a call has left, and whether its caller aborted it. */
export interface Deadline {
  /** Stopped with the caller's reason, or with a ServiceUnavailableError when the time is over. */
  readonly signal: Stoppable;
  /** Milliseconds that are left. */
  remaining(): number;
  /** Restarts the time: data arrived or was sent. */
  restart(): void;
  /** Stops the clock while the call does not wait for the server; {@link restart} starts it again. */
  pause(): void;
  /** Removes the timer, which otherwise keeps the process alive. */
  end(): void;
}

// A timer with a longer time fires immediately.
const maxTimerMs = 2 ** 31 - 1;

/**
 * Starts a clock beside a caller's signal. It measures how long the server is silent: it starts again with each chunk and stops
 * while the caller reads. The deadline of the REST server measures a whole operation, so each package has its own.
 */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const signal = new StopSignal();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let endsAt = Number.POSITIVE_INFINITY;
  let ended = false;
  const pause = (): void => {
    clearTimeout(timer);
    endsAt = Number.POSITIVE_INFINITY;
  };
  const restart = (): void => {
    pause();
    if (ended || timeoutMs > maxTimerMs || signal.isStopped) return;
    endsAt = performance.now() + timeoutMs;
    timer = setTimeout(() => {
      signal.stop(new ServiceUnavailableError(`The catalog did not respond within ${timeoutMs} ms.`));
    }, timeoutMs);
  };
  const onAbort = (): void => {
    signal.stop(caller?.reason);
  };
  caller?.addEventListener("abort", onAbort, { once: true });
  if (caller?.aborted) onAbort();
  restart();
  return {
    signal,
    remaining: () => endsAt - performance.now(),
    restart,
    pause,
    end() {
      ended = true;
      pause();
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
