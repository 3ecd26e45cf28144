import type { Operation } from "../model/effect.ts";
import { parentOf } from "../model/object-id.ts";
import { ownLocation, type Row } from "../model/row.ts";
import { hasIntentOf, type Snapshot } from "../model/snapshot.ts";
import { isListed, isReusable, isShared, rootLocation } from "../model/table-folders.ts";
import { clearIntent, deleteRow } from "./compare-and-set.ts";
import { discardUnnamed } from "./discard-folders.ts";
import { drainFolder } from "./drain-folder.ts";
import type { OperationContext } from "./operation-context.ts";

/** Moves the data of a new table to the folder that listings show, and makes listings agree with a registered table's row. */
export function* completeTableCreation(context: OperationContext, created: Row): Operation<Snapshot> {
  const { location } = created;
  const folder = created.intent?.folder;
  if (location === null) return yield* clearIntent(created);
  if (folder !== undefined) {
    // Only this attempt ever used the folder, so any process that moves it moves the right one.
    let moved = yield { effect: "move", from: folder, to: location };
    if (!context.moves) {
      const opened = moved.count === 0 ? yield* clearIntent(created, folder) : yield* clearIntent(created);
      // Removes the folder that was copied, unless the row names it after all.
      yield* discardUnnamed(opened, [folder]);
      return opened;
    }
    if (moved.count === 0 && (yield { effect: "stat", location }).folder === "declared") {
      // Only the marker of another client that was too late for the row: the name belongs to this row.
      const aside = ownLocation(created.intent?.token ?? "", "displaced");
      const { snapshot } = yield { effect: "move-aside", row: created, from: location, to: aside };
      moved = yield { effect: "move", from: folder, to: location };
      yield* discardUnnamed(snapshot, [aside]);
    }
    // Another client's folder is there: the table stays in its own folder, and the row names that.
    return moved.count === 0 ? yield* clearIntent(created, folder) : yield* clearIntent(created);
  }
  if (isListed(created)) {
    yield { effect: "show", row: created, location };
  } else if (context.listing && parentOf(created.id) === "") {
    const listed = rootLocation(created.id);
    const status = (yield { effect: "stat", location: listed }).folder;
    // The table that had the name: its row is replaced, and it must not reappear by its folder.
    if (status === "table" || status === "declared") yield { effect: "hide", row: created, location: listed };
  }
  return yield* clearIntent(created);
}

/** An overwritten root table: moves the old data aside, then the new data into its folder. */
export function* completeReplacement(
  context: OperationContext,
  row: Row,
  snapshot: Snapshot,
): Operation<Snapshot> {
  const { intent, location } = row;
  if (intent?.folder === undefined || location === null) return yield* clearIntent(row);
  if (!context.moves) return yield* replaceInPlace(row, intent.folder, location, snapshot);
  const aside = ownLocation(intent.token, "displaced");
  // New data that still waits means that the old data is still there. A second process finds `aside` occupied and stops.
  if ((yield { effect: "stat", location: intent.folder }).folder !== "absent") {
    if ((yield* moveFolderAside(row, location, aside, snapshot)) === "shared")
      return yield* clearIntent(row, intent.folder);
    yield { effect: "move", from: intent.folder, to: location };
  }
  const opened = yield* clearIntent(row);
  if (!hasIntentOf(opened, row)) yield* discardUnnamed(opened, [aside]);
  return opened;
}

/** Only a table without data gets the new data in its own folder; for any other table the new data stays in a new folder. */
function* replaceInPlace(row: Row, folder: string, location: string, first: Snapshot): Operation<Snapshot> {
  const isFilled =
    !isShared(first, row, location) && (yield { effect: "move", from: folder, to: location }).count > 0;
  if (!isFilled && (yield* ownsFolder(row, location))) yield* drainFolder(row, location);
  const opened = isFilled ? yield* clearIntent(row) : yield* clearIntent(row, folder);
  yield* discardUnnamed(opened, [folder]);
  return opened;
}

/** A folder that a row below a namespace names may at the same time be a root table for folder listings. */
function* ownsFolder(row: Row, location: string): Operation<boolean> {
  if (isListed(row)) return true;
  const { folder } = yield { effect: "stat", location };
  return folder === "deregistered" || folder === "retired";
}

/** A dropped table. If its folder's name can be used again once the row is deleted, the folder leaves that name first. */
export function* completeTableDrop(
  context: OperationContext,
  row: Row,
  first: Snapshot,
): Operation<Snapshot> {
  const { intent, location } = row;
  if (intent === undefined || location === null || !isReusable(location)) return yield* deleteRow(row);
  const leavesName = yield* ownsFolder(row, location);
  if (!context.moves) {
    if (leavesName) yield* drainFolder(row, location);
    return yield* deleteRow(row);
  }
  const aside = ownLocation(intent.token, "dropped");
  if (leavesName) yield* moveFolderAside(row, location, aside, first);
  const snapshot = yield* deleteRow(row);
  if (leavesName) yield* discardUnnamed(snapshot, [aside]);
  return snapshot;
}

export function* completeRename(
  context: OperationContext,
  token: string,
  first: Snapshot,
): Operation<Snapshot> {
  let snapshot = first;
  // The arriving row first: until the folder is moved, only the leaving row hides the old name from listings.
  for (const state of ["rename-to", "rename-from"] as const) {
    const row = [...snapshot.rows.withIntent()].find(
      ({ intent }) => intent?.token === token && intent.state === state,
    );
    if (row === undefined) continue;
    if (!snapshot.isDropped(row)) {
      snapshot = context.moves ? yield* completeArrival(row, snapshot) : yield* completeArrivalInPlace(row);
      continue;
    }
    const left = state === "rename-from" && isListed(row) && snapshot.resolution(row)?.tookEffect === true;
    // Normally the folder was moved. It is still here if the arriving row was dropped before that. It then leaves the name and is kept,
    // because nothing here shows which table owns it by now.
    if (left && row.location !== null) {
      if (context.moves) yield* moveFolderAside(row, row.location, ownLocation(token, "renamed"), snapshot);
      else yield { effect: "hide", row, location: row.location };
    }
    snapshot = yield* deleteRow(row);
  }
  return snapshot;
}

/** The data stays in its folder; from now on listings do not show it under its first name. */
function* completeArrivalInPlace(row: Row): Operation<Snapshot> {
  const { location } = row;
  if (location !== null && isReusable(location)) yield { effect: "hide", row, location };
  return yield* clearIntent(row);
}

function* completeArrival(row: Row, snapshot: Snapshot): Operation<Snapshot> {
  const { intent, location } = row;
  if (intent?.folder === undefined || location === null) return yield* clearIntent(row);
  const { folder, token } = intent;
  const outcome = yield* moveFolderAside(row, folder, location, snapshot);
  if (outcome !== "occupied") return yield* clearIntent(row, outcome === "shared" ? folder : location);
  // Another client's folder is there: the table gets a folder as tables below namespaces have.
  const own = ownLocation(token, row.id);
  yield { effect: "move-aside", row, from: folder, to: own };
  return yield* clearIntent(row, own);
}

/**
 * Moves a folder away from a name that can be used again. `shared`: it stays because another table has its data in it, and listings
 * no longer show it under this name. `occupied`: something is at the target, perhaps this very folder.
 */
function* moveFolderAside(
  row: Row,
  from: string,
  to: string,
  snapshot: Snapshot,
): Operation<"moved" | "shared" | "occupied"> {
  if (!isShared(snapshot, row, from)) {
    const reply = yield { effect: "move-aside", row, from, to };
    if (reply.count > 0) return "moved";
    if (!isShared(reply.snapshot, row, from)) return "occupied";
  }
  if (isReusable(from)) yield { effect: "hide", row, location: from };
  return "shared";
}
