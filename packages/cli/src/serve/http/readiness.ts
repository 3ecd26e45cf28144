import type { ServerLog } from "../logs/server-log.ts";
import { within } from "../within.ts";

/** Whether the server can answer. */
export interface Readiness {
  /** Rejects while it cannot, and once it is about to end. */
  check(): Promise<void>;
  /** From now on it is not ready. */
  drain(): void;
}

/** For how long a result is taken for granted: anybody may ask, and must not make the storage busy by it. */
const holdsMs = 1_000;

/** How long an answer may take. */
const longestMs = 5_000;

/**
 * Asks `probe`, and no second time while it is being waited for.
 *
 * @param say - is told when the server stops being ready, why, and when it is ready again
 */
export function createReadiness(probe: () => Promise<void>, say: ServerLog): Readiness {
  let isDraining = false;
  let isReady = true;
  const tell = (failure?: unknown): void => {
    if (failure !== undefined && isReady) say(`Not ready: ${messageOf(failure)}`);
    if (failure === undefined && !isReady) say("Ready again.");
    isReady = failure === undefined;
  };
  let last: { result: Promise<void>; at: number } | undefined;
  return {
    async check() {
      if (isDraining) throw new Error("The server is about to end.");
      if (last === undefined || performance.now() - last.at > holdsMs) {
        last = { result: inTime(probe()), at: Number.POSITIVE_INFINITY };
        const mine = last;
        const settle = (failure?: unknown): void => {
          mine.at = performance.now();
          tell(failure);
        };
        mine.result.then(() => settle(), settle);
      }
      await last.result;
    },
    drain() {
      isDraining = true;
    },
  };
}

async function inTime(result: Promise<void>): Promise<void> {
  if (!(await within(result, longestMs))) throw new Error("The storage does not answer.");
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : "no reason was given";
}
