import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
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
  readonly state: ReadonlySignal<Loadable<T>>;
  readonly #loaded: Signal<Loadable<T>> = signal<Loadable<T>>({ kind: "idle" });
  readonly #about: ReadonlySignal<string> | undefined;
  /** What `#loaded` is about. */
  #key: string | undefined;
  #abort: AbortController | undefined;
  #again: (() => void) | undefined;

  /** @param about - what a load is about: when this changes, the resource is idle until the next load */
  constructor(about?: ReadonlySignal<string>) {
    this.#about = about;
    this.state = computed(() => {
      const loaded = this.#loaded.value;
      return about?.value === this.#key ? loaded : { kind: "idle" };
    });
  }

  /** The value, while there is one; during a reload, the earlier one. */
  get value(): T | undefined {
    return valueOf(this.state.value);
  }

  get failure(): Failure | undefined {
    return this.state.value.kind === "failed" ? this.state.value.failure : undefined;
  }

  /** Whether there is a value or a failure: what stands below will not move any more. */
  get isSettled(): boolean {
    return this.value !== undefined || this.failure !== undefined || this.state.value.kind === "ready";
  }

  get isLoading(): boolean {
    return this.state.value.kind === "loading";
  }

  /** Loads; `keep` shows the earlier value meanwhile. */
  load(run: (stop: AbortSignal) => Promise<T>, { keep = false } = {}): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const before = keep ? this.peekValue() : undefined;
    this.#key = this.#about?.peek();
    this.#again = () => void this.load(run, { keep });
    this.#loaded.value = { kind: "loading", before };
    return this.#settle(run, abort.signal);
  }

  /** Runs the last load again. */
  retry(): void {
    this.#again?.();
  }

  async #settle(run: (stop: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<void> {
    try {
      const value = await run(stop);
      if (!stop.aborted) this.#loaded.value = { kind: "ready", value };
    } catch (error) {
      if (stop.aborted) return;
      const failure = toFailure(error);
      reportSignIn(failure, () => {
        // Unless something else is shown by now.
        if (!stop.aborted) this.retry();
      });
      this.#loaded.value = { kind: "failed", failure };
    }
  }

  /** Ends a load under way and forgets the value. */
  reset(): void {
    this.#abort?.abort();
    this.#loaded.value = { kind: "idle" };
  }

  peekValue(): T | undefined {
    return valueOf(this.state.peek());
  }
}

function valueOf<T>(state: Loadable<T>): T | undefined {
  return state.kind === "ready" ? state.value : state.kind === "loading" ? state.before : undefined;
}
