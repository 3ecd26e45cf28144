import { boundedAttempts } from "../model/attempts.ts";
import type { Operation } from "../model/effect.ts";
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

/** How many times the rows below an intent are deleted while other clients write them again. */
const maxDeleteRounds = 1000;

/**
 * Completes the change that a row's intent describes. Any process may do so at any time, any number of times and concurrently: every
 * effect names the intent's token or the identity of a row, so that a late effect changes nothing.
 * @returns the newest snapshot that was read
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
  // Orphans are deleted before the intent is cleared: afterwards nothing hides them.
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
  // Repeats until no row is left: a row that was rewritten between plan and commit has a greater address and was not deleted.
  const more = boundedAttempts(maxDeleteRounds);
  for (;;) {
    if (!hasIntentOf(snapshot, row)) break;
    const below = [...snapshot.rows.ids(row.id)];
    // Rows that another client inserted later are not part of the change; they stay.
    const undecided = below.filter((id) => !deletes.has(id)).map((id) => snapshot.row(id));
    const keep = undecided.flatMap((other) => (other && !isWrittenByLancetree(other) ? other.id : []));
    if (keep.length === below.length) break;
    // The intent stays while there are rows below it: without it they would exist again under the next namespace of that name.
    if (!more()) throw completionPending(`The removal of what was below ${JSON.stringify(row.id)}`);
    ({ snapshot } = yield { effect: "delete-below", row, keep, seen: snapshot });
  }
  if (!context.moves) yield* drainNames(row, [...deletes.values()].flat());
  if (hasIntentOf(snapshot, row)) {
    if (row.intent?.state === "truncate") {
      // The intent becomes `created` first: a row inserted after the last read must not become visible.
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

/** Where folders cannot be moved, a renamed table is still in the folder of its first name, hidden. */
function* drainNames(row: Row, folders: readonly string[]): Operation<void> {
  for (const location of new Set(folders.filter(isReusable))) {
    const { folder } = yield { effect: "stat", location };
    if (folder === "deregistered" || folder === "retired") yield* drainFolder(row, location);
  }
}
