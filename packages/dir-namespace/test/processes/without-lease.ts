import { WriteLease } from "../../src/manifest/write-lease.ts";
import { replaceMethod } from "./replace-method.ts";

/**
 * From now on this process commits whenever it likes, as native clients do and as processes of ours do where nobody can make
 * the turn's file. Turns are advice; without this, Lance's own comparisons would hardly ever be tried.
 */
export function takeNoTurns(): void {
  replaceMethod(WriteLease.prototype, "run", (_run, [task]) => (task as () => unknown)());
}
