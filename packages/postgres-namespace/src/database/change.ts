import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ConcurrentModificationError, ServiceUnavailableError } from "@lancetree/core";
import { findChange } from "../statements.ts";
import type { Database } from "./database.ts";
import { isConflict, isLostConnection } from "./database-error.ts";

/** Milliseconds before each repetition of a statement, at most; each is multiplied by a random factor. */
const pauses = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000];
/** Milliseconds after which a statement is not repeated any longer, however few repetitions there were. */
const maxRetryMs = 30_000;

/** What a change returns: the object that `lancetree_changes` keeps as JSON. */
export type ChangeResult = Readonly<Record<string, unknown>>;

/**
 * Carries out a change once, although connections can be lost.
 *
 * `work` sends one statement or one transaction that makes the change and, in the same transaction, records `attempt` and the result
 * in `lancetree_changes`. After a lost connection the record says whether the change was made, so that it is neither lost nor made
 * twice: if the server is still working on the first attempt, the second one waits for its locks, and the record's primary key refuses
 * the second record.
 *
 * @param work - resolves with undefined if nothing was changed
 */
export async function change<Result extends ChangeResult>(
  database: Database,
  work: (attempt: string) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const attempt = randomUUID();
  let isUnknown = false;
  for (const pause of boundedPauses()) {
    try {
      const result = await work(attempt);
      // A first attempt whose response was lost may be the reason why there was nothing left to do.
      if (result !== undefined || !isUnknown) return result;
      return await madeBy<Result>(database, attempt);
    } catch (error) {
      if (isLostConnection(error)) isUnknown = true;
      else if (!isConflict(error)) {
        const made = isUnknown ? await madeBy<Result>(database, attempt) : undefined;
        if (made !== undefined) return made;
        throw error;
      }
      await sleep(pause * (0.5 + Math.random()));
    }
    if (isUnknown) {
      const made = await madeBy<Result>(database, attempt).catch(ignoreTransient);
      if (made !== undefined) return made;
    }
  }
  throw isUnknown
    ? new ServiceUnavailableError(
        "The connection to the catalog's database was lost during the change. Whether the change was made is unknown: check before you try again.",
      )
    : new ConcurrentModificationError(
        "Other changes conflicted with this one at each attempt; nothing was changed, try again.",
      );
}

/** Repeats what can be done again without harm, such as a read, if the connection is lost. */
export async function repeatIfLost<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const pause of boundedPauses()) {
    try {
      return await work();
    } catch (error) {
      if (!isLostConnection(error) && !isConflict(error)) throw error;
      await sleep(pause * (0.5 + Math.random()));
    }
  }
  return work();
}

function* boundedPauses(): Generator<number, void, void> {
  const began = performance.now();
  for (const pause of pauses) {
    yield pause;
    if (performance.now() - began > maxRetryMs) return;
  }
}

async function madeBy<Result extends ChangeResult>(
  database: Database,
  attempt: string,
): Promise<Result | undefined> {
  const [row] = await database.query<{ result: Result }>(findChange, [attempt]);
  return row?.result;
}

function ignoreTransient(error: unknown): undefined {
  if (isLostConnection(error) || isConflict(error)) return undefined;
  throw error;
}
