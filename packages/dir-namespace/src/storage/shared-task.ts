import { setImmediate as turn } from "node:timers/promises";

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
  async settled(): Promise<void> {
    for (let last; last !== this.#last; ) {
      last = this.#last;
      await last;
    }
  }
}
