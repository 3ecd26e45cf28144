import { alreadyExists, type CreateMode, isNamespaceError } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { type FolderStatus, holdsData, type Operation, read, returnEarly } from "../model/effect.ts";
import { parentOf, pathOf } from "../model/object-id.ts";
import { currentFolder, type NewRow, ownLocation, type Row, storedRow } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { foldersOf, isListed as isAtListedName, isReusable, rootLocation } from "../model/table-folders.ts";
import { retryCompareAndSet } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import { discardUnnamed } from "./discard-folders.ts";
import { claimListedTable, listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, materializeAncestors, missingAncestors, prepareTarget } from "./parent.ts";

export interface TableCreation {
  readonly id: string;
  readonly mode: CreateMode;
  readonly properties: Readonly<Record<string, string>>;
  /** A declared table has a name and a folder, and no data yet. */
  readonly declare: boolean;
}

export interface CreatedTable {
  readonly row: Row;
  /** False for a table that existed and is kept. */
  readonly created: boolean;
}

/**
 * Writes the data first, into a folder that only this attempt uses; the row makes the table exist. A crash before the row is
 * committed leaves a folder that no row names.
 */
export function* createTable(context: OperationContext, request: TableCreation): Operation<CreatedTable> {
  const staging: Staging = { token: undefined, isNamed: false };
  try {
    const table = yield* attempt(context, request, staging);
    if (!table.created) yield* discardStaged(staging, request.id);
    return table;
  } catch (error) {
    // After an unknown outcome the row may be committed, and then needs its folder.
    if (!staging.isNamed || !isNamespaceError(error, 17)) yield* discardStaged(staging, request.id);
    throw error;
  }
}

/** The staged data: its folder is named after the token, which is also that of the row. */
interface Staging {
  token: string | undefined;
  /** Whether a row that names the folder was sent to storage. */
  isNamed: boolean;
}

function* attempt(
  context: OperationContext,
  request: TableCreation,
  staging: Staging,
): Operation<CreatedTable> {
  const { id, mode } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, id);
    if (!(yield* prepareTarget(context, id, snapshot))) continue;
    const kind = snapshot.kind(id);
    if (kind === "namespace") throw alreadyExists(pathOf(id), kind);
    const row = snapshot.row(id);
    const listed = row === undefined ? yield* listedStatus(context, id, snapshot) : "absent";
    if (listed === "changed") continue;
    // A root table that another client made by its folder alone.
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
    if (row?.intent) {
      yield* completeIntent(context, id, snapshot);
      continue;
    }
    if (row && !(yield* materializeAncestors(context, id, snapshot))) continue;
    if (staging.token === undefined) {
      staging.token = context.token();
      yield { effect: "stage", location: ownLocation(staging.token, id), hasData: !request.declare };
      // Writing may have taken long, so the attempt starts again on the latest snapshot, with a new budget of attempts.
      return yield* attempt(context, request, staging);
    }
    const old = isListed ? yield* claimListedTable(context, id, snapshot) : row && { row, snapshot };
    if (isListed && old === undefined) continue;
    const written = old
      ? yield* replace(context, old.row, old.snapshot, request, staging)
      : yield* insert(context, snapshot, request, staging, listed);
    if (written) return createdTable(written);
  }
  throw retriesExhausted(context, "createTable");
}

function* insert(
  context: OperationContext,
  snapshot: Snapshot,
  request: TableCreation,
  staging: Staging,
  listed: FolderStatus,
): Operation<Row | undefined> {
  const { id, properties } = request;
  const token = staging.token ?? "";
  const staged = ownLocation(token, id);
  // A deregistered folder keeps its name; the new table then gets a folder as tables below namespaces have.
  const atRoot = context.listing && parentOf(id) === "" && listed === "absent";
  const next: NewRow = atRoot
    ? {
        id,
        kind: "table",
        location: rootLocation(id),
        properties,
        intent: createdIntent(token, snapshot, staged),
      }
    : { id, kind: "table", location: staged, properties };
  staging.isNamed = true;
  const reply = yield { effect: "insert", rows: [next, ...missingAncestors(snapshot, id, token)] };
  const row = reply.snapshot.row(id);
  const mine = row !== undefined && currentFolder(row) === staged;
  if (mine && reply.snapshot.rowExists(row)) {
    // From here on the folder belongs to the row, even if the cleanup fails.
    staging.token = undefined;
    if (yield* moveIntoPlace(row)) yield* returnEarly(createdTable({ ...row, intent: undefined }));
    let latest = reply.snapshot;
    for (const other of [...latest.rows.withIntent()].filter(({ intent }) => intent?.token === token)) {
      latest = yield* completeIntent(context, other.id, latest);
    }
    return latest.row(id) ?? row;
  }
  if (!mine) return undefined;
  yield* retryCompareAndSet({ effect: "delete", row });
  assertParent(reply.snapshot, id);
  // Another process may be about to delete the withdrawn row. The next row gets another folder, so that the two differ.
  const token2 = context.token();
  yield { effect: "move", from: staged, to: ownLocation(token2, id) };
  staging.token = token2;
  if (!context.moves) yield { effect: "discard", locations: [staged] };
  return undefined;
}

/** Moves a new table's data to the folder that listings show. False: another folder is there. */
function* moveIntoPlace({ intent, location }: Row): Operation<boolean> {
  if (intent?.folder === undefined || location === null) return true;
  return (yield { effect: "move", from: intent.folder, to: location }).count > 0;
}

function createdTable(row: Row): CreatedTable {
  return { row, created: true };
}

/** One commit makes the row name the new data. */
function* replace(
  context: OperationContext,
  row: Row,
  snapshot: Snapshot,
  request: TableCreation,
  staging: Staging,
): Operation<Row | undefined> {
  const token = staging.token ?? "";
  const staged = ownLocation(token, row.id);
  const properties =
    request.mode === "overwrite" ? request.properties : { ...row.properties, ...request.properties };
  // Where folders cannot be moved, a renamed table is still in the folder of its first name.
  const replacesInPlace =
    isAtListedName(row) || (!context.moves && row.location !== null && isReusable(row.location));
  const next: NewRow = replacesInPlace
    ? {
        ...row,
        properties,
        intent: { state: "replace-data", token, base: snapshot.version, folder: staged },
      }
    : { ...row, properties, location: staged };
  staging.isNamed = true;
  const reply = yield { effect: "replace", row, next };
  if (reply.count === 0) return undefined;
  const written = reply.snapshot.row(row.id);
  if (written === undefined || !reply.snapshot.rowExists(written)) {
    if (written) yield* retryCompareAndSet({ effect: "delete", row: written });
    assertParent(reply.snapshot, row.id);
    return undefined;
  }
  staging.token = undefined;
  const latest = yield* completeIntent(context, row.id, reply.snapshot);
  if (!replacesInPlace) yield* discardUnnamed(latest, foldersOf(row));
  return latest.row(row.id) ?? written;
}

function createdIntent(token: string, snapshot: Snapshot, folder: string): NewRow["intent"] {
  return { state: "created", token, base: snapshot.version, folder };
}

function* discardStaged(staging: Staging, id: string): Operation<void> {
  if (staging.token === undefined) return;
  yield { effect: "discard", locations: [ownLocation(staging.token, id)] };
}
