import { type Signal, signal } from "@preact/signals";
import { type Failure, toFailure } from "../server/failure.ts";
import { reportSignIn } from "./sign-in.ts";

/** Something that is loaded from the server. */
export type Loadable<T> =
  | { readonly kind: "idle" }
  | { readonly kind: "loading"; readonly before?: T | undefined }
  | { readonly kind: "ready"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Loads one thing at a time: a later load aborts an earlier one, whose late result has no effect. */
export class Resource<T> {
  readonly state: Signal<Loadable<T>> = signal<Loadable<T>>({ kind: "idle" });
  #abort: AbortController | undefined;

  /** The value, while there is one; during a reload, the earlier one. */
  get value(): T | undefined {
    const state = this.state.value;
    return state.kind === "ready" ? state.value : state.kind === "loading" ? state.before : undefined;
  }

  get failure(): Failure | undefined {
    return this.state.value.kind === "failed" ? this.state.value.failure : undefined;
  }

  get isLoading(): boolean {
    return this.state.value.kind === "loading";
  }

  /** Loads; `keep` shows the earlier value meanwhile. */
  load(run: (stop: AbortSignal) => Promise<T>, { keep = false } = {}): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.state.value = { kind: "loading", before: keep ? this.peekValue() : undefined };
    return this.#settle(run, abort.signal);
  }

  async #settle(run: (stop: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<void> {
    try {
      const value = await run(stop);
      if (!stop.aborted) this.state.value = { kind: "ready", value };
    } catch (error) {
      if (stop.aborted) return;
      const failure = toFailure(error);
      reportSignIn(failure);
      this.state.value = { kind: "failed", failure };
    }
  }

  /** Ends a load under way and forgets the value. */
  reset(): void {
    this.#abort?.abort();
    this.state.value = { kind: "idle" };
  }

  peekValue(): T | undefined {
    const state = this.state.peek();
    return state.kind === "ready" ? state.value : state.kind === "loading" ? state.before : undefined;
  }
}
