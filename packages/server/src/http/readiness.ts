import { completesWithin } from "../completes-within.ts";
import { messageOf, type ServerLog } from "../logs/server-log.ts";

/** Whether the server can serve requests. */
export interface Readiness {
  /** Rejects while it cannot, and once it is shutting down. */
  check(): Promise<void>;
  /** Makes it not ready from now on. */
  drain(): void;
}

/** How long a result is reused: every client may ask, and must not keep the storage busy. */
const reuseMs = 1_000;

const probeTimeoutMs = 5_000;

/**
 * Runs `probe` for each check, and shares its result among checks at the same time.
 *
 * @param log - receives why the server stops being ready, and when it is ready again
 */
export function createReadiness(probe: () => Promise<void>, log: ServerLog): Readiness {
  let isDraining = false;
  let isReady = true;
  const report = (failure?: unknown): void => {
    if (failure !== undefined && isReady) log(`Not ready: ${messageOf(failure)}`);
    if (failure === undefined && !isReady) log("Ready again.");
    isReady = failure === undefined;
  };
  let last: { result: Promise<void>; at: number } | undefined;
  return {
    async check() {
      if (isDraining) throw new Error("The server is shutting down.");
      if (last === undefined || performance.now() - last.at > reuseMs) {
        last = { result: inTime(probe()), at: Number.POSITIVE_INFINITY };
        const mine = last;
        const settle = (failure?: unknown): void => {
          mine.at = performance.now();
          report(failure);
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
  if (!(await completesWithin(result, probeTimeoutMs))) throw new Error("The storage does not respond.");
}
