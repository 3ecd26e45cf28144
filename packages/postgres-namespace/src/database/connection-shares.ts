import { ServiceUnavailableError } from "@lancetree/core";

/** Calls that use the database at the same time. A pool of `pg` has 10 connections, of which the removal of files needs one. */
const atOnce = 8;
/** Of these, those that one caller may have, so that others need not wait for its slow calls. Without a name, all callers are one. */
const ofOneCaller = 6;
const maxWaitMs = 15_000;

/** Gives a share back. */
export type ReleaseShare = () => void;

/**
 * Shares the connections of the database between callers. Those who have the fewest come first, so that one who sends hundreds of slow calls,
 * and leaves before they are done, waits for these calls, and the others do not.
 */
export class ConnectionShares {
  /** The calls that wait, in their order, by caller. The caller whose call began last comes last. */
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #running = new Map<string, number>();
  #count = 0;

  /**
   * Resolves when the caller may use the database.
   *
   * Rejects with ServiceUnavailable (17) after 15 s, and with the signal's reason when that is aborted before.
   */
  async take(caller: string, signal: AbortSignal | undefined): Promise<ReleaseShare> {
    signal?.throwIfAborted();
    if (this.#mayBegin(caller)) this.#begin(caller);
    else await this.#wait(caller, signal);
    return () => {
      this.#count -= 1;
      const left = this.#runningOf(caller) - 1;
      if (left > 0) this.#running.set(caller, left);
      else this.#running.delete(caller);
      this.#startNext();
    };
  }

  #mayBegin(caller: string): boolean {
    return this.#count < atOnce && (caller === "" || this.#runningOf(caller) < ofOneCaller);
  }

  #runningOf(caller: string): number {
    return this.#running.get(caller) ?? 0;
  }

  #begin(caller: string): void {
    this.#count += 1;
    this.#running.set(caller, this.#runningOf(caller) + 1);
  }

  #wait(caller: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const calls = this.#waiting.get(caller) ?? new Set();
      this.#waiting.set(caller, calls);
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", leave);
        calls.delete(start);
        if (calls.size === 0) this.#waiting.delete(caller);
      };
      const start = (): void => {
        stop();
        resolve();
      };
      const leave = (): void => {
        stop();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new ServiceUnavailableError("The catalog's database is busy; try again in a moment."));
      }, maxWaitMs);
      signal?.addEventListener("abort", leave, { once: true });
      calls.add(start);
    });
  }

  #startNext(): void {
    const ready = [...this.#waiting.keys()].filter((caller) => this.#mayBegin(caller));
    const fewest = Math.min(...ready.map((caller) => this.#runningOf(caller)));
    const caller = ready.find((one) => this.#runningOf(one) === fewest);
    const calls = caller === undefined ? undefined : this.#waiting.get(caller);
    if (caller === undefined || calls === undefined) return;
    this.#waiting.delete(caller);
    this.#waiting.set(caller, calls);
    this.#begin(caller);
    const [start] = calls;
    start?.();
  }
}
