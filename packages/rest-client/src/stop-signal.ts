/** What a StopSignal shows to those that wait. */
export interface Stoppable {
  readonly isStopped: boolean;
  readonly reason: unknown;
  /** Calls back when the signal is stopped, once; not if it is stopped already. Returns a function that takes the callback back. */
  onStop(callback: () => void): () => void;
}

/** An AbortSignal in a small form, because creating one and listening to it takes longer than the rest of most calls. */
export class StopSignal implements Stoppable {
  readonly #callbacks = new Set<() => void>();
  isStopped = false;
  reason: unknown;

  stop(reason: unknown): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.reason = reason;
    for (const callback of this.#callbacks) callback();
    this.#callbacks.clear();
  }

  onStop(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => void this.#callbacks.delete(callback);
  }
}

/** Resolves and rejects as a promise does, and rejects with the reason of the signal as soon as it is stopped. */
export async function raceStop<Value>(promise: Promise<Value>, signal: Stoppable): Promise<Value> {
  let removeCallback = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(signal.reason);
    removeCallback = signal.onStop(stop);
    if (signal.isStopped) stop();
  });
  try {
    // In this order, because a stopped signal takes precedence over a settled promise.
    return await Promise.race([stopped, promise]);
  } finally {
    removeCallback();
  }
}
