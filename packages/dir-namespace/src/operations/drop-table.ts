import { tableNotFound } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { type Operation, read } from "../model/effect.ts";
import { pathOf } from "../model/object-id.ts";
import type { NewRow, Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { foldersOf, isListed, isReusable } from "../model/table-folders.ts";
import { completeIntent } from "./complete-intent.ts";
import { discardUnnamed } from "./discard-folders.ts";
import { claimListedTable, listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, existsWithoutIntent } from "./parent.ts";

export interface TableRemoval {
  readonly id: string;
  /** Whether the data stays. */
  readonly keepData: boolean;
}

/** Drops or deregisters a table. Rejects with NamespaceNotFound or TableNotFound. @returns the row it had */
export function* removeTable(context: OperationContext, request: TableRemoval): Operation<Row> {
  const { id, keepData } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, id);
    const kind = snapshot.kind(id);
    if (kind === "namespace") throw tableNotFound(pathOf(id), kind);
    const row = snapshot.row(id);
    if (row === undefined) {
      const listed = yield* listedStatus(context, id, snapshot);
      if (listed === "changed") continue;
      if (listed !== "table" && listed !== "declared") throw tableNotFound(pathOf(id));
      const claimed = yield* claimListedTable(context, id, snapshot);
      if (claimed && (yield* dropByIntent(context, claimed.row, claimed.snapshot, keepData)))
        return claimed.row;
      continue;
    }
    if (kind === undefined && snapshot.decidingRow(id)) throw tableNotFound(pathOf(id));
    if (row.intent) {
      yield* completeIntent(context, id, snapshot);
      continue;
    }
    const usesIntent = keepData ? isListed(row) : row.location !== null && isReusable(row.location);
    const removed = usesIntent
      ? yield* dropByIntent(context, row, snapshot, keepData)
      : yield* dropRow(row, keepData);
    if (removed) return row;
  }
  throw retriesExhausted(context, keepData ? "deregisterTable" : "dropTable");
}

/** Deleting the row drops the table; its folder is removed afterwards. */
function* dropRow(row: Row, keepData: boolean): Operation<boolean> {
  const reply = yield { effect: "delete", row };
  if (reply.count === 0) return false;
  if (!keepData) yield* discardUnnamed(reply.snapshot, foldersOf(row));
  if (!existsWithoutIntent(reply.snapshot, row)) throw alreadyDropped(reply.snapshot, row.id);
  return true;
}

/** The intent drops the table: a folder with a reusable name must leave that name before the row is deleted. */
function* dropByIntent(
  context: OperationContext,
  row: Row,
  snapshot: Snapshot,
  keepData: boolean,
): Operation<boolean> {
  const state = keepData ? "deregister" : "tombstone";
  const next: NewRow = { ...row, intent: { state, token: context.token(), base: snapshot.version } };
  const reply = yield { effect: "replace", row, next };
  if (reply.count === 0) return false;
  yield* completeIntent(context, row.id, reply.snapshot);
  if (!existsWithoutIntent(reply.snapshot, row)) throw alreadyDropped(reply.snapshot, row.id);
  return true;
}

/** In the version that the commit made the table no longer existed: an ancestor was changed first. */
function alreadyDropped(snapshot: Snapshot, id: string): Error {
  assertParent(snapshot, id);
  return tableNotFound(pathOf(id));
}
