import { alreadyExists, InternalError, tableNotFound } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { isListed, rootLocation } from "./folders.ts";
import { adopt, listedStatus } from "./listed-table.ts";
import { parentOf, pathOf } from "./object-id.ts";
import { demandParent, makeRoom, settleAncestors } from "./parent.ts";
import { tries } from "./rounds.ts";
import { type NewRow, ownLocation, type Row } from "./row.ts";
import { type FolderStatus, look, type Protocol, read } from "./step.ts";

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
  for (const more = tries(context.attempts); more(); ) {
    const snapshot = yield* read();
    demandParent(snapshot, from);
    const kind = snapshot.kind(from);
    const present = snapshot.row(from);
    if (present && snapshot.standing(from) === undefined) {
      yield* finish(context, from, snapshot);
      continue;
    }
    if (kind === "namespace" || (present && kind === undefined)) throw tableNotFound(pathOf(from), kind);
    if (present === undefined) {
      const status = yield* listedStatus(context, from, snapshot);
      if (status === "changed") continue;
      if (status !== "table" && status !== "declared") throw tableNotFound(pathOf(from));
    }
    demandParent(snapshot, to);
    const taken = snapshot.kind(to);
    if (taken) throw alreadyExists(pathOf(to), taken);
    if (!(yield* makeRoom(context, to, snapshot))) continue;
    const listed = yield* listedStatus(context, to, snapshot);
    if (listed === "changed") continue;
    if (listed === "table" || listed === "declared") throw alreadyExists(pathOf(to), "table");
    if (present?.mark) {
      yield* finish(context, from, snapshot);
      continue;
    }
    if (present?.readable === false) {
      throw new InternalError(
        `The catalog's entry of table ${JSON.stringify(pathOf(from))} is damaged: its metadata is not a JSON object of strings, and a rename would lose it.`,
      );
    }
    if (!(yield* settleAncestors(context, to, snapshot))) continue;
    const source = present ? { row: present, snapshot } : yield* adopt(context, from, snapshot);
    if (source === undefined) continue;
    const { row } = source;
    const token = context.token();
    const base = source.snapshot.version;
    const location = targetLocation(context, row, to, token, listed);
    const folder = location === row.location || row.location === null ? undefined : row.location;
    // Refused here if it lies outside of the root: once the commit is made, somebody must be able to move it.
    if (folder !== undefined) yield* look(folder);
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
  // A copy would cost by the data's size: there the row changes, and clients that go by folder names do not see it.
  if (!context.moves) return row.location;
  if (context.listing && parentOf(to) === "" && listed === "absent") return rootLocation(to);
  return isListed(row) ? ownLocation(token, to) : row.location;
}
