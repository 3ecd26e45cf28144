import { setTimeout as sleep } from "node:timers/promises";

/** Resolves with whether `work` completes in time; rejects as `work` does. After the timeout its result is ignored. */
export async function completesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, false, timer).catch(() => false);
  return Promise.race([work.then(() => true), timeout]).finally(() => timer.abort());
}
