import { boundedAttempts, boundedRounds, maxRetryMs } from "../model/attempts.ts";
import { type Operation, returnEarly } from "../model/effect.ts";
import { ancestorsOf, parentOf } from "../model/object-id.ts";
import { identity, isWrittenByLancetree, type Row } from "../model/row.ts";
import { hasIntentOf, type Snapshot } from "../model/snapshot.ts";
import { isReusable } from "../model/table-folders.ts";
import { clearIntent, deleteRow, retryCompareAndSet } from "./compare-and-set.ts";
import {
  completeRename,
  completeReplacement,
  completeTableCreation,
  completeTableDrop,
} from "./complete-table-intent.ts";
import { discardUnnamed } from "./discard-folders.ts";
import { drainFolder } from "./drain-folder.ts";
import { completionPending, type OperationContext } from "./operation-context.ts";

/** So often rows below a mark are cleared while others write them again. */
const maxDeleteRounds = 1000;
/** So many changes of stopped processes are settled in one go. */
const maxIntents = 1_000_000;

/**
 * Completes what a mark decided. Anybody may do it at any time, any number of times, beside anybody else: every
 * step names the mark's token or the identity of a row, so a late step finds nothing to do.
 * @returns the newest snapshot that was seen
 */
export function* completeIntent(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<Snapshot> {
  const row = snapshot.row(id);
  if (row?.intent === undefined) return snapshot;
  switch (row.intent.state) {
    case "created":
      return yield* completeCreation(context, row, snapshot);
    case "replace-data":
      return yield* completeReplacement(context, row, snapshot);
    case "rename-to":
    case "rename-from":
      return yield* completeRename(context, row.intent.token, snapshot);
    case "deregister":
      if (row.location !== null) yield { effect: "hide", row, location: row.location };
      return yield* deleteRow(row);
    case "placeholder":
      return yield* deleteRow(row);
    case "drop-if-empty":
      return snapshot.resolution(row)?.tookEffect
        ? yield* completeDeletion(context, row, snapshot)
        : yield* clearIntent(row);
    default:
      return row.kind === "table"
        ? yield* completeTableDrop(context, row, snapshot)
        : yield* completeDeletion(context, row, snapshot);
  }
}

function* completeCreation(context: OperationContext, created: Row, first: Snapshot): Operation<Snapshot> {
  let snapshot = first;
  const hidden = snapshot.resolution(created)?.masks ?? new Set();
  // Strays go before the mark: once it is gone nothing hides them any more.
  for (
    let orphan = findMasked(snapshot, created, hidden);
    orphan;
    orphan = findMasked(snapshot, created, hidden)
  ) {
    snapshot = yield* deleteRow(orphan);
  }
  if (!hasIntentOf(snapshot, created)) return snapshot;
  return created.kind === "table"
    ? yield* completeTableCreation(context, created)
    : yield* clearIntent(created);
}

function findMasked(snapshot: Snapshot, created: Row, hidden: ReadonlySet<string>): Row | undefined {
  if (hidden.size === 0 || !hasIntentOf(snapshot, created)) return undefined;
  for (const row of snapshot.rows.below(created.id)) if (hidden.has(identity(row))) return row;
  return undefined;
}

function* completeDeletion(context: OperationContext, row: Row, first: Snapshot): Operation<Snapshot> {
  const deletes = first.resolution(row)?.deletes ?? new Map<string, readonly string[]>();
  let snapshot = first;
  // Until a look shows none: what was rewritten between plan and commit got a younger address and survived.
  for (const round of boundedRounds(maxDeleteRounds)) {
    if (!hasIntentOf(snapshot, row)) break;
    const below = [...snapshot.rows.ids(row.id)];
    // What another client put there later was never decided about; it stays.
    const undecided = below.filter((id) => !deletes.has(id)).map((id) => snapshot.row(id));
    const keep = undecided.flatMap((other) => (other && !isWrittenByLancetree(other) ? other.id : []));
    if (keep.length === below.length) break;
    ({ snapshot } = yield { effect: "delete-below", row, keep, seen: snapshot });
    if (round === maxDeleteRounds - 1)
      throw completionPending(`The removal of what was below ${JSON.stringify(row.id)}`);
  }
  if (!context.moves) yield* drainNames(row, [...deletes.values()].flat());
  if (hasIntentOf(snapshot, row)) {
    if (row.intent?.state === "truncate") {
      // Not simply open: a row inserted after the last look must not come to life.
      const intent = { state: "created", token: context.token(), base: snapshot.version } as const;
      const reply = yield* retryCompareAndSet({ effect: "replace", row, next: { ...row, intent } });
      snapshot = reply.count > 0 ? yield* completeIntent(context, row.id, reply.snapshot) : reply.snapshot;
    } else {
      snapshot = yield* deleteRow(row);
    }
  }
  yield* discardUnnamed(snapshot, [...deletes.values()].flat());
  return snapshot;
}

/** Where folders do not move, a table that was renamed still lies at its first name, hidden. */
function* drainNames(row: Row, folders: readonly string[]): Operation<void> {
  for (const location of new Set(folders.filter(isReusable))) {
    const { folder } = yield { effect: "stat", location };
    if (folder === "deregistered" || folder === "retired") yield* drainFolder(row, location);
  }
}

/**
 * Settles everything that stopped processes left behind. Safe beside any other operation.
 * @param tokens of the marks that count; all when left out
 */
export function* recover(context: OperationContext, tokens?: ReadonlySet<string>): Operation<Snapshot> {
  // Each round settles one change; those who are alive go on making them.
  for (const more = boundedAttempts(maxIntents, 5 * maxRetryMs); more(); ) {
    const { snapshot } = yield { effect: "read" };
    const withIntent = [...snapshot.rows.withIntent()];
    const counts = (row: Row): boolean => tokens === undefined || tokens.has(row.intent?.token ?? "");
    const due = withIntent.find((row) => counts(row) && (snapshot.rowExists(row) || snapshot.isDropped(row)));
    if (due) {
      yield* completeIntent(context, due.id, snapshot);
      continue;
    }
    // Amid somebody's change a row that does not exist is no stray: it may be the drop of all that stands below it.
    if (!withIntent.every(counts)) return snapshot;
    const orphan = findOrphan(snapshot);
    if (orphan === undefined) return snapshot;
    // Its folder stays: the creator may be alive and about to try again with it.
    yield* deleteRow(orphan);
  }
  throw completionPending("The settling of what stopped processes left");
}

/** The same for what is there now, with nobody waiting: processes that are alive go on making marks, and take them off. */
export function* recoverInBackground(context: OperationContext, now: Snapshot): Operation<void> {
  yield* returnEarly(undefined);
  yield* recover(context, new Set([...now.rows.withIntent()].flatMap(({ intent }) => intent?.token ?? [])));
}

/** A row of ours that never existed. Where no row is marked, nothing but a missing ancestor can be the cause. */
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
