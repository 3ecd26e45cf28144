import { type Signal, signal } from "@preact/signals";
import type { Failure } from "../server/failure.ts";

/** Whether the server asks for a key, and why; the page then shows a form for it. */
export const signInReason: Signal<string | undefined> = signal(undefined);

/** Notes a failure that a key may mend. */
export function reportSignIn(failure: Failure): void {
  if (failure.kind === "signIn") signInReason.value = failure.message;
}
