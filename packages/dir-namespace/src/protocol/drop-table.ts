import { tableNotFound } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { discardUnnamed, foldersOf, isListed, isReusable } from "./folders.ts";
import { adopt, listedStatus } from "./listed-table.ts";
import { pathOf } from "./object-id.ts";
import { demandParent, existsWith } from "./parent.ts";
import { tries } from "./rounds.ts";
import type { NewRow, Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Protocol, read } from "./step.ts";

export interface TableRemoval {
  readonly id: string;
  /** Whether the data stays. */
  readonly keepData: boolean;
}

/** Drops or deregisters a table. Rejects with NamespaceNotFound or TableNotFound. @returns the row it had */
export function* removeTable(context: ProtocolContext, request: TableRemoval): Protocol<Row> {
  const { id, keepData } = request;
  for (const more = tries(context.attempts); more(); ) {
    const snapshot = yield* read();
    demandParent(snapshot, id);
    const kind = snapshot.kind(id);
    if (kind === "namespace") throw tableNotFound(pathOf(id), kind);
    const row = snapshot.row(id);
    if (row === undefined) {
      const listed = yield* listedStatus(context, id, snapshot);
      if (listed === "changed") continue;
      if (listed !== "table" && listed !== "declared") throw tableNotFound(pathOf(id));
      const adopted = yield* adopt(context, id, snapshot);
      if (adopted && (yield* removeMarked(context, adopted.row, adopted.snapshot, keepData)))
        return adopted.row;
      continue;
    }
    if (kind === undefined && snapshot.standing(id)) throw tableNotFound(pathOf(id));
    if (row.mark) {
      yield* finish(context, id, snapshot);
      continue;
    }
    const isMarked = keepData ? isListed(row) : row.location !== null && isReusable(row.location);
    const removed = isMarked
      ? yield* removeMarked(context, row, snapshot, keepData)
      : yield* removeRow(row, keepData);
    if (removed) return row;
  }
  throw outrun(context, keepData ? "deregisterTable" : "dropTable");
}

/** The row's own deletion is the decision; its folder follows. */
function* removeRow(row: Row, keepData: boolean): Protocol<boolean> {
  const reply = yield { step: "delete", row };
  if (reply.count === 0) return false;
  if (!keepData) yield* discardUnnamed(reply.snapshot, foldersOf(row));
  if (!existsWith(reply.snapshot, row)) throw goneBefore(reply.snapshot, row.id);
  return true;
}

/** The mark is the decision: a folder under a reusable name must leave it before the row does. */
function* removeMarked(
  context: ProtocolContext,
  row: Row,
  snapshot: Snapshot,
  keepData: boolean,
): Protocol<boolean> {
  const state = keepData ? "free" : "dead";
  const next: NewRow = { ...row, mark: { state, token: context.token(), base: snapshot.version } };
  const reply = yield { step: "replace", row, next };
  if (reply.count === 0) return false;
  yield* finish(context, row.id, reply.snapshot);
  if (!existsWith(reply.snapshot, row)) throw goneBefore(reply.snapshot, row.id);
  return true;
}

/** In the version that the commit made the table no longer existed: a change above it came first. */
function goneBefore(snapshot: Snapshot, id: string): Error {
  demandParent(snapshot, id);
  return tableNotFound(pathOf(id));
}
