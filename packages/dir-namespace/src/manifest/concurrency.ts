import { setImmediate as turn } from "node:timers/promises";
import { boundedAttempts } from "../model/attempts.ts";

/** Runs tasks one after the other, in the order in which they came. A failed task does not hold up the next. */
export class Mutex {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Whoever goes on asking keeps nobody waiting for more runs than this. */
const maxRuns = 100;

/** A task whose callers share its runs: all that ask before one begins get its result, later ones that of the next. */
export class SharedTask<T> {
  readonly #task: () => Promise<T>;
  #next: Promise<T> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(task: () => Promise<T>) {
    this.#task = task;
  }

  run(): Promise<T> {
    if (this.#next) return this.#next;
    // A turn of the event loop, so that all who ask in this one are in time.
    const next = this.#last.then(turn).then(() => {
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
