import { setTimeout as sleep } from "node:timers/promises";

/** What a result becomes, or `undefined` when that takes longer; what becomes of it then is nobody's business any more. */
export async function within<Result>(
  result: Promise<Result>,
  milliseconds: number,
): Promise<Result | undefined> {
  const timer = new AbortController();
  const enough = sleep(milliseconds, undefined, timer).catch(() => undefined);
  return Promise.race([result, enough]).finally(() => timer.abort());
}
