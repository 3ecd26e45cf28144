import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A moment, in which what still runs for it ends; then once for all that was abandoned meanwhile. */
const delayMs = 250;

let isPlanned = false;

/**
 * Frees what LanceDB holds for queries that were not read to their end. LanceDB's iterators have no call for that: what they hold, tens of
 * megabytes each, is freed when the garbage collector finds them, which does not know their size and lets them lie. So it is told to
 * look.
 */
export function freeAbandonedQueries(): void {
  if (isPlanned) return;
  isPlanned = true;
  setTimeout(() => {
    isPlanned = false;
    collector()?.();
  }, delayMs).unref();
}

/** The function that runs the garbage collector, where this runtime gives one to new contexts. */
function collector(): (() => void) | undefined {
  try {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("globalThis.gc");
    return typeof collect === "function" ? () => void Reflect.apply(collect, undefined, []) : undefined;
  } catch {
    return undefined;
  }
}
