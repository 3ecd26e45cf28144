import { WriteLease } from "../../src/manifest/write-lease.ts";
import { replaceMethod } from "./replace-method.ts";

/**
 * From now on this process commits without the write lease, as native clients do, and as Lancetree does where the lease file cannot be
 * created. The lease is advisory; with it, Lance's own comparisons would hardly ever be tested.
 */
export function commitWithoutLease(): void {
  replaceMethod(WriteLease.prototype, "run", (_run, [task]) => (task as () => unknown)());
}
