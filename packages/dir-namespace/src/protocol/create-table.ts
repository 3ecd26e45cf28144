import { alreadyExists, type CreateMode, isNamespaceError } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import {
  discardUnnamed,
  foldersOf,
  isListed as isAtListedName,
  isReusable,
  rootLocation,
} from "./folders.ts";
import { insist } from "./insist.ts";
import { adopt, listedStatus } from "./listed-table.ts";
import { parentOf, pathOf } from "./object-id.ts";
import { demandParent, makeRoom, missingAncestors, settleAncestors } from "./parent.ts";
import { tries } from "./rounds.ts";
import { currentFolder, type NewRow, ownLocation, type Row, storedRow } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { answer, type FolderStatus, holdsData, type Protocol, read } from "./step.ts";

export interface TableCreation {
  readonly id: string;
  readonly mode: CreateMode;
  readonly properties: Readonly<Record<string, string>>;
  /** A declared table has a name and a folder, and no data yet. */
  readonly declare: boolean;
}

export interface CreatedTable {
  readonly row: Row;
  /** False for a table that was there and is kept. */
  readonly created: boolean;
}

/**
 * The data is written first, into a folder that only this attempt uses; the row makes the table exist. A crash before
 * the row leaves a folder that nothing names.
 */
export function* createTable(context: ProtocolContext, request: TableCreation): Protocol<CreatedTable> {
  const staging: Staging = { token: undefined, isNamed: false };
  try {
    const table = yield* attempt(context, request, staging);
    if (!table.created) yield* discardStaged(staging, request.id);
    return table;
  } catch (error) {
    // After an unknown outcome the row may still land, and would then need its folder.
    if (!staging.isNamed || !isNamespaceError(error, 17)) yield* discardStaged(staging, request.id);
    throw error;
  }
}

/** The attempt whose folder holds the data; its token is also the identity of the row. */
interface Staging {
  token: string | undefined;
  /** Whether a row that names the folder was sent to storage. */
  isNamed: boolean;
}

function* attempt(
  context: ProtocolContext,
  request: TableCreation,
  staging: Staging,
): Protocol<CreatedTable> {
  const { id, mode } = request;
  for (const more = tries(context.attempts); more(); ) {
    const snapshot = yield* read();
    demandParent(snapshot, id);
    if (!(yield* makeRoom(context, id, snapshot))) continue;
    const kind = snapshot.kind(id);
    if (kind === "namespace") throw alreadyExists(pathOf(id), kind);
    const row = snapshot.row(id);
    const listed = row === undefined ? yield* listedStatus(context, id, snapshot) : "absent";
    if (listed === "changed") continue;
    // A root table that others made by folder name alone.
    const isListed = listed === "table" || listed === "declared";
    if (isListed && mode !== "overwrite" && (listed === "table" || request.declare)) {
      if (mode === "create") throw alreadyExists(pathOf(id), "table");
      const kept = storedRow({ id, kind: "table", location: rootLocation(id), properties: {} });
      return { row: kept, created: false };
    }
    if (row && mode !== "overwrite") {
      const folder = currentFolder(row);
      const isFilled = request.declare || folder === null || (yield* holdsData(folder));
      if (isFilled && mode === "create") throw alreadyExists(pathOf(id), "table");
      if (isFilled) return { row, created: false };
    }
    if (row?.mark) {
      yield* finish(context, id, snapshot);
      continue;
    }
    if (row && !(yield* settleAncestors(context, id, snapshot))) continue;
    if (staging.token === undefined) {
      staging.token = context.token();
      yield { step: "stage", location: ownLocation(staging.token, id), hasData: !request.declare };
      // Writing may have taken long: decide on what is there now, with all the tries that there are.
      return yield* attempt(context, request, staging);
    }
    const old = isListed ? yield* adopt(context, id, snapshot) : row && { row, snapshot };
    if (isListed && old === undefined) continue;
    const written = old
      ? yield* replace(context, old.row, old.snapshot, request, staging)
      : yield* insert(context, snapshot, request, staging, listed);
    if (written) return created(written);
  }
  throw outrun(context, "createTable");
}

function* insert(
  context: ProtocolContext,
  snapshot: Snapshot,
  request: TableCreation,
  staging: Staging,
  listed: FolderStatus,
): Protocol<Row | undefined> {
  const { id, properties } = request;
  const token = staging.token ?? "";
  const staged = ownLocation(token, id);
  // A deregistered folder of that name keeps it; the new table then stands where tables below namespaces do.
  const atRoot = context.listing && parentOf(id) === "" && listed === "absent";
  const next: NewRow = atRoot
    ? { id, kind: "table", location: rootLocation(id), properties, mark: birth(token, snapshot, staged) }
    : { id, kind: "table", location: staged, properties };
  staging.isNamed = true;
  const reply = yield { step: "insert", rows: [next, ...missingAncestors(snapshot, id, token)] };
  const row = reply.snapshot.row(id);
  const mine = row !== undefined && currentFolder(row) === staged;
  if (mine && reply.snapshot.rowExists(row)) {
    // The folder is the row's from here on, whatever becomes of the tidying.
    staging.token = undefined;
    if (yield* isInPlace(row)) yield* answer(created({ ...row, mark: undefined }));
    let latest = reply.snapshot;
    for (const born of [...latest.rows.marked()].filter(({ mark }) => mark?.token === token)) {
      latest = yield* finish(context, born.id, latest);
    }
    return latest.row(id) ?? row;
  }
  if (!mine) return undefined;
  yield* insist({ step: "delete", row });
  demandParent(reply.snapshot, id);
  // Whoever still means to remove the withdrawn row must not hit the next one: it gets a folder of its own.
  const token2 = context.token();
  yield { step: "move", from: staged, to: ownLocation(token2, id) };
  staging.token = token2;
  if (!context.moves) yield { step: "discard", locations: [staged] };
  return undefined;
}

/** Moves a new table's data where listings look for it. False: something else stands there. */
function* isInPlace({ mark, location }: Row): Protocol<boolean> {
  if (mark?.folder === undefined || location === null) return true;
  return (yield { step: "move", from: mark.folder, to: location }).count > 0;
}

function created(row: Row): CreatedTable {
  return { row, created: true };
}

/** One step: the row names the new data. */
function* replace(
  context: ProtocolContext,
  row: Row,
  snapshot: Snapshot,
  request: TableCreation,
  staging: Staging,
): Protocol<Row | undefined> {
  const token = staging.token ?? "";
  const staged = ownLocation(token, row.id);
  const properties =
    request.mode === "overwrite" ? request.properties : { ...row.properties, ...request.properties };
  // Where folders do not move, a table that was renamed still lies at its first name.
  const swaps = isAtListedName(row) || (!context.moves && row.location !== null && isReusable(row.location));
  const next: NewRow = swaps
    ? {
        ...row,
        properties,
        mark: { state: "swap", token, base: snapshot.version, folder: staged },
      }
    : { ...row, properties, location: staged };
  staging.isNamed = true;
  const reply = yield { step: "replace", row, next };
  if (reply.count === 0) return undefined;
  const written = reply.snapshot.row(row.id);
  if (written === undefined || !reply.snapshot.rowExists(written)) {
    if (written) yield* insist({ step: "delete", row: written });
    demandParent(reply.snapshot, row.id);
    return undefined;
  }
  staging.token = undefined;
  const latest = yield* finish(context, row.id, reply.snapshot);
  if (!swaps) yield* discardUnnamed(latest, foldersOf(row));
  return latest.row(row.id) ?? written;
}

function birth(token: string, snapshot: Snapshot, folder: string): NewRow["mark"] {
  return { state: "since", token, base: snapshot.version, folder };
}

function* discardStaged(staging: Staging, id: string): Protocol<void> {
  if (staging.token === undefined) return;
  yield { step: "discard", locations: [ownLocation(staging.token, id)] };
}
