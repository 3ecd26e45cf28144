import { type Signal, signal } from "@preact/signals";
import { newRequestId } from "../server/catalog.ts";
import { type Failure, toFailure } from "../server/failure.ts";
import { announce } from "./announce.ts";
import { reportSignIn } from "./sign-in.ts";

/** The last change that this page made, with its request id. */
export const lastChange: Signal<{ readonly text: string; readonly requestId: string } | undefined> =
  signal(undefined);

/** One change under way, or why it failed. */
export class Changing {
  readonly isRunning: Signal<boolean> = signal(false);
  readonly failure: Signal<Failure | undefined> = signal(undefined);

  /** Runs a change; true if it succeeded. `done` says what happened, for the page and for screen readers. */
  async run(done: string, change: (headers: Record<string, string>) => Promise<void>): Promise<boolean> {
    if (this.isRunning.peek()) return false;
    const requestId = newRequestId();
    this.isRunning.value = true;
    this.failure.value = undefined;
    try {
      await change({ "x-request-id": requestId });
      lastChange.value = { text: done, requestId };
      announce(done);
      return true;
    } catch (error) {
      const failure = toFailure(error);
      reportSignIn(failure);
      this.failure.value = { ...failure, requestId: failure.requestId ?? requestId };
      return false;
    } finally {
      this.isRunning.value = false;
    }
  }
}
