import { setTimeout as sleep } from "node:timers/promises";

/** Whether something ends in time. Rejects as it does; what becomes of it later is nobody's business any more. */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  const tooLate = sleep(milliseconds, false, timer).catch(() => false);
  return Promise.race([work.then(() => true), tooLate]).finally(() => timer.abort());
}
