/** The calls of a connection that have begun and not ended. */
export class RunningCalls {
  readonly #calls = new Set<Promise<unknown>>();

  /** Counts a call until it ends; its result and its error stay as they are. */
  add<Result>(call: Promise<Result>): Promise<Result> {
    const end = (): void => void this.#calls.delete(call);
    this.#calls.add(call);
    call.then(end, end);
    return call;
  }

  /** Resolves when every call has ended that runs now. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#calls);
  }
}
