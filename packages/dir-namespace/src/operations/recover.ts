import { boundedAttempts, maxRetryMs } from "../model/attempts.ts";
import { type Operation, returnEarly } from "../model/effect.ts";
import { ancestorsOf, parentOf } from "../model/object-id.ts";
import { isWrittenByLancetree, type Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { deleteRow } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import { completionPending, type OperationContext } from "./operation-context.ts";

/** How many intents one recovery completes. */
const maxIntents = 1_000_000;

/**
 * Completes the intents of processes that ended, and deletes orphans. Safe beside any other operation.
 * @param tokens of the intents to complete; all if left out
 */
export function* recover(context: OperationContext, tokens?: ReadonlySet<string>): Operation<Snapshot> {
  // Each round completes one intent; running processes go on writing new ones.
  for (const more = boundedAttempts(maxIntents, 5 * maxRetryMs); more(); ) {
    const { snapshot } = yield { effect: "read" };
    const withIntent = [...snapshot.rows.withIntent()];
    const counts = (row: Row): boolean => tokens === undefined || tokens.has(row.intent?.token ?? "");
    const due = withIntent.find((row) => counts(row) && (snapshot.rowExists(row) || snapshot.isDropped(row)));
    if (due) {
      yield* completeIntent(context, due.id, snapshot);
      continue;
    }
    // During another process's change a row that does not exist is not an orphan: it may be part of a subtree that is being dropped.
    if (!withIntent.every(counts)) return snapshot;
    const orphan = findOrphan(snapshot);
    if (orphan === undefined) return snapshot;
    // Its folder stays: the process that wrote it may be running and about to try again with it.
    yield* deleteRow(orphan);
  }
  throw completionPending("The recovery");
}

/** The same in the background, for the intents that exist now: running processes go on writing intents and clear them themselves. */
export function* recoverInBackground(context: OperationContext, now: Snapshot): Operation<void> {
  yield* returnEarly(undefined);
  yield* recover(context, new Set([...now.rows.withIntent()].flatMap(({ intent }) => intent?.token ?? [])));
}

/** A row of Lancetree that never existed. If no row has an intent, only a missing ancestor can be the cause. */
function findOrphan(snapshot: Snapshot): Row | undefined {
  const { rows } = snapshot;
  const isOrphan = (row: Row): boolean => isWrittenByLancetree(row) && !snapshot.rowExists(row);
  for (const row of rows.withIntent()) if (isOrphan(row)) return row;
  let parent = "";
  let isRooted = true;
  for (const id of rows.ids()) {
    if (parentOf(id) !== parent) {
      parent = parentOf(id);
      isRooted = ancestorsOf(id).every((ancestor) => rows.has(ancestor));
    }
    const row = isRooted ? undefined : rows.get(id);
    if (row && isOrphan(row)) return row;
  }
  return undefined;
}
