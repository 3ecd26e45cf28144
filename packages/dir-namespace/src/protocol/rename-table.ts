import { alreadyExists, tableNotFound } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { listedStatus } from "./create-table.ts";
import { finish } from "./finish.ts";
import { isListed, rootLocation } from "./folders.ts";
import { parentOf, pathOf } from "./object-id.ts";
import { demandParent, makeRoom, missingAncestors } from "./parent.ts";
import { type NewRow, ownLocation, type Row } from "./row.ts";
import { type FolderStatus, type Protocol, read } from "./step.ts";

export interface TableRename {
  readonly from: string;
  readonly to: string;
}

/**
 * One commit marks the old row and inserts the new one; it took effect if both carry the mark and the version before
 * held the one and not the other. Data moves only where clients go by folder names: from and to the root.
 */
export function* renameTable(context: ProtocolContext, request: TableRename): Protocol<void> {
  const { from, to } = request;
  for (let round = 0; round < context.attempts; round++) {
    const snapshot = yield* read();
    demandParent(snapshot, from);
    const kind = snapshot.kind(from);
    const row = snapshot.row(from);
    if (kind === "namespace" || (row && kind === undefined)) throw tableNotFound(pathOf(from), kind);
    if (row === undefined) {
      const listed = yield* listedStatus(context, from);
      if (listed === "absent" || listed === "deregistered") throw tableNotFound(pathOf(from));
      yield {
        step: "insert",
        rows: [{ id: from, kind: "table", location: rootLocation(from), properties: {} }],
      };
      continue;
    }
    demandParent(snapshot, to);
    const taken = snapshot.kind(to);
    if (taken) throw alreadyExists(pathOf(to), taken);
    if (!(yield* makeRoom(context, to, snapshot))) continue;
    const listed = yield* listedStatus(context, to);
    if (listed === "table" || listed === "declared") throw alreadyExists(pathOf(to), "table");
    if (row.mark) {
      yield* finish(context, from, snapshot);
      continue;
    }
    const token = context.token();
    const ancestors = missingAncestors(snapshot, to, token);
    if (ancestors.length > 0) {
      const reply = yield { step: "insert", rows: ancestors };
      let latest = reply.snapshot;
      for (const born of ancestors) latest = yield* finish(context, born.id, latest);
      continue;
    }
    const base = snapshot.version;
    const location = targetLocation(context, row, to, token, listed);
    const folder = location === row.location || row.location === null ? undefined : row.location;
    const arriving: NewRow = { ...row, id: to, location, mark: { state: "in", token, base, folder } };
    const leaving: NewRow = { ...row, mark: { state: "out", token, base } };
    const reply = yield { step: "rename", row, arriving, leaving };
    const arrived = reply.snapshot.row(to);
    const mine = arrived?.mark?.token === token ? arrived : undefined;
    const effective = mine !== undefined && reply.snapshot.verdict(mine)?.effective === true;
    const marked = [to, from].find((id) => reply.snapshot.row(id)?.mark?.token === token);
    if (marked !== undefined) yield* finish(context, marked, reply.snapshot);
    if (effective) return;
  }
  throw outrun(context, "renameTable");
}

function targetLocation(
  context: ProtocolContext,
  row: Row,
  to: string,
  token: string,
  listed: FolderStatus,
): string | null {
  if (context.listing && parentOf(to) === "" && listed === "absent") return rootLocation(to);
  return isListed(row) ? ownLocation(token, to) : row.location;
}
