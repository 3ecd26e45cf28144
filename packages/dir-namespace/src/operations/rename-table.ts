import { alreadyExists, InternalError, tableNotFound } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { type FolderStatus, folderStatus, type Operation, read } from "../model/effect.ts";
import { parentOf, pathOf } from "../model/object-id.ts";
import { type NewRow, ownLocation, type Row } from "../model/row.ts";
import { isListed, rootLocation } from "../model/table-folders.ts";
import { completeIntent } from "./complete-intent.ts";
import { claimListedTable, listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, materializeAncestors, prepareTarget } from "./parent.ts";

export interface TableRename {
  readonly from: string;
  readonly to: string;
}

/**
 * One commit writes an intent into the old row and inserts the new one. It took effect if both rows have the intent, and the version
 * before had the old row and not the new one. Data is moved only from and to the root, where clients list folders.
 */
export function* renameTable(context: OperationContext, request: TableRename): Operation<void> {
  const { from, to } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, from);
    const kind = snapshot.kind(from);
    const present = snapshot.row(from);
    if (present && snapshot.decidingRow(from) === undefined) {
      yield* completeIntent(context, from, snapshot);
      continue;
    }
    if (kind === "namespace" || (present && kind === undefined)) throw tableNotFound(pathOf(from), kind);
    if (present === undefined) {
      const status = yield* listedStatus(context, from, snapshot);
      if (status === "changed") continue;
      if (status !== "table" && status !== "declared") throw tableNotFound(pathOf(from));
    }
    assertParent(snapshot, to);
    const taken = snapshot.kind(to);
    if (taken) throw alreadyExists(pathOf(to), taken);
    if (!(yield* prepareTarget(context, to, snapshot))) continue;
    const listed = yield* listedStatus(context, to, snapshot);
    if (listed === "changed") continue;
    if (listed === "table" || listed === "declared") throw alreadyExists(pathOf(to), "table");
    if (present?.intent) {
      yield* completeIntent(context, from, snapshot);
      continue;
    }
    if (present?.readable === false) {
      throw new InternalError(
        `The catalog's entry of table ${JSON.stringify(pathOf(from))} is damaged: its metadata is not a JSON object of strings, and a rename would lose it.`,
      );
    }
    if (!(yield* materializeAncestors(context, to, snapshot))) continue;
    const source = present ? { row: present, snapshot } : yield* claimListedTable(context, from, snapshot);
    if (source === undefined) continue;
    const { row } = source;
    const token = context.token();
    const base = source.snapshot.version;
    const location = targetLocation(context, row, to, token, listed);
    const folder = location === row.location || row.location === null ? undefined : row.location;
    // Rejects a folder outside of the root before the commit: afterwards it could not be moved.
    if (folder !== undefined) yield* folderStatus(folder);
    const arriving: NewRow = {
      ...row,
      id: to,
      location,
      intent: { state: "rename-to", token, base, folder },
    };
    const leaving: NewRow = { ...row, intent: { state: "rename-from", token, base } };
    const reply = yield { effect: "rename", row, arriving, leaving };
    const arrived = reply.snapshot.row(to);
    const mine = arrived?.intent?.token === token ? arrived : undefined;
    const tookEffect = mine !== undefined && reply.snapshot.resolution(mine)?.tookEffect === true;
    const withIntent = [to, from].find((id) => reply.snapshot.row(id)?.intent?.token === token);
    if (withIntent !== undefined) yield* completeIntent(context, withIntent, reply.snapshot);
    if (tookEffect) return;
  }
  throw retriesExhausted(context, "renameTable");
}

function targetLocation(
  context: OperationContext,
  row: Row,
  to: string,
  token: string,
  listed: FolderStatus,
): string | null {
  // A copy would cost as much as the data is large. Only the row changes, and clients that list folders do not see the table.
  if (!context.moves) return row.location;
  if (context.listing && parentOf(to) === "" && listed === "absent") return rootLocation(to);
  return isListed(row) ? ownLocation(token, to) : row.location;
}
