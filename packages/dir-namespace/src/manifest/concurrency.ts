import { setImmediate as nextTick } from "node:timers/promises";
import { boundedAttempts } from "../model/attempts.ts";

/** Runs tasks one after the other, in the order in which they were added. A failed task does not block the next. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Maximum number of runs that `idle` waits for while callers go on asking. */
const maxRuns = 100;

/** A task whose callers share its runs: callers that ask before a run begins get its result, later ones that of the next run. */
export class SharedTask<T> {
  readonly #task: () => Promise<T>;
  #next: Promise<T> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(task: () => Promise<T>) {
    this.#task = task;
  }

  run(): Promise<T> {
    if (this.#next) return this.#next;
    // One tick of the event loop, so that all callers that ask in this tick share the run.
    const next = this.#last.then(nextTick).then(() => {
      this.#next = undefined;
      return this.#task();
    });
    this.#next = next;
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Resolves when no run is under way or asked for. */
  async idle(): Promise<void> {
    let last: Promise<unknown> | undefined;
    for (const more = boundedAttempts(maxRuns); more(); ) {
      if (last === this.#last) return;
      last = this.#last;
      await last;
    }
  }
}
