import { type Signal, signal } from "@preact/signals";
import type { Failure } from "../server/failure.ts";

/** Whether the server asks for a key, and why; the page then shows a form for it. */
export const signInReason: Signal<string | undefined> = signal(undefined);

/** What failed without a key, to run again with one. */
const waiting = new Set<() => void>();

/** Notes a failure that a key may mend. With a key, `again` runs. */
export function reportSignIn(failure: Failure, again?: () => void): void {
  if (failure.kind !== "signIn") return;
  signInReason.value = failure.message;
  if (again) waiting.add(again);
}

/** Runs again what failed without a key. */
export function runAgain(): void {
  const all = [...waiting];
  waiting.clear();
  for (const again of all) again();
}
