import type { Operation } from "../model/effect.ts";
import { parentOf } from "../model/object-id.ts";
import { ownLocation, type Row } from "../model/row.ts";
import { hasIntentOf, type Snapshot } from "../model/snapshot.ts";
import { isListed, isReusable, isShared, rootLocation } from "../model/table-folders.ts";
import { clearIntent, deleteRow } from "./compare-and-set.ts";
import { discardUnnamed } from "./discard-folders.ts";
import { drainFolder } from "./drain-folder.ts";
import type { OperationContext } from "./operation-context.ts";

/** A new or registered table: its data goes where listings look, and listings say what the row says. */
export function* completeTableCreation(context: OperationContext, created: Row): Operation<Snapshot> {
  const { location } = created;
  const folder = created.intent?.folder;
  if (location === null) return yield* clearIntent(created);
  if (folder !== undefined) {
    // Only this attempt ever used the folder, so whoever moves it moves the right one.
    let moved = yield { effect: "move", from: folder, to: location };
    if (!context.moves) {
      const opened = moved.count === 0 ? yield* clearIntent(created, folder) : yield* clearIntent(created);
      // What was copied; kept if the row says that it is there after all.
      yield* discardUnnamed(opened, [folder]);
      return opened;
    }
    if (moved.count === 0 && (yield { effect: "stat", location }).folder === "declared") {
      // Only the marker of another client that came too late for the row: the name is this row's.
      const aside = ownLocation(created.intent?.token ?? "", "displaced");
      const { snapshot } = yield { effect: "move-aside", row: created, from: location, to: aside };
      moved = yield { effect: "move", from: folder, to: location };
      yield* discardUnnamed(snapshot, [aside]);
    }
    // Somebody else's folder stands there: the table stays where it is, the row says where.
    return moved.count === 0 ? yield* clearIntent(created, folder) : yield* clearIntent(created);
  }
  if (isListed(created)) {
    yield { effect: "show", row: created, location };
  } else if (context.listing && parentOf(created.id) === "") {
    const listed = rootLocation(created.id);
    const status = (yield { effect: "stat", location: listed }).folder;
    // The name's old table: its row is replaced, and it must not come back by its folder.
    if (status === "table" || status === "declared") yield { effect: "hide", row: created, location: listed };
  }
  return yield* clearIntent(created);
}

/** An overwritten root table: the old data leaves its place, then the new data takes it. */
export function* completeReplacement(
  context: OperationContext,
  row: Row,
  snapshot: Snapshot,
): Operation<Snapshot> {
  const { intent, location } = row;
  if (intent?.folder === undefined || location === null) return yield* clearIntent(row);
  if (!context.moves) return yield* replaceInPlace(row, intent.folder, location, snapshot);
  const aside = ownLocation(intent.token, "displaced");
  // New data still waiting means the old has not made room yet. A second mover finds `aside` taken and stops.
  if ((yield { effect: "stat", location: intent.folder }).folder !== "absent") {
    if ((yield* moveFolderAside(row, location, aside, snapshot)) === "shared")
      return yield* clearIntent(row, intent.folder);
    yield { effect: "move", from: intent.folder, to: location };
  }
  const opened = yield* clearIntent(row);
  if (!hasIntentOf(opened, row)) yield* discardUnnamed(opened, [aside]);
  return opened;
}

/** Only a table without data is filled where it stands: the new data of any other keeps a folder of its own. */
function* replaceInPlace(row: Row, folder: string, location: string, first: Snapshot): Operation<Snapshot> {
  const isFilled =
    !isShared(first, row, location) && (yield { effect: "move", from: folder, to: location }).count > 0;
  if (!isFilled && (yield* ownsFolder(row, location))) yield* drainFolder(row, location);
  const opened = isFilled ? yield* clearIntent(row) : yield* clearIntent(row, folder);
  yield* discardUnnamed(opened, [folder]);
  return opened;
}

/** Below a namespace the row may only share the folder with the root table that listings make of it, if they do. */
function* ownsFolder(row: Row, location: string): Operation<boolean> {
  if (isListed(row)) return true;
  const { folder } = yield { effect: "stat", location };
  return folder === "deregistered" || folder === "retired";
}

/** A dropped table whose folder's name can be used again as soon as the row is gone: the folder leaves it before. */
export function* completeTableDrop(
  context: OperationContext,
  row: Row,
  first: Snapshot,
): Operation<Snapshot> {
  const { intent, location } = row;
  if (intent === undefined || location === null || !isReusable(location)) return yield* deleteRow(row);
  const goes = yield* ownsFolder(row, location);
  if (!context.moves) {
    if (goes) yield* drainFolder(row, location);
    return yield* deleteRow(row);
  }
  const aside = ownLocation(intent.token, "dropped");
  if (goes) yield* moveFolderAside(row, location, aside, first);
  const snapshot = yield* deleteRow(row);
  if (goes) yield* discardUnnamed(snapshot, [aside]);
  return snapshot;
}

export function* completeRename(
  context: OperationContext,
  token: string,
  first: Snapshot,
): Operation<Snapshot> {
  let snapshot = first;
  // The arriving row first: while the old name's folder is not moved, only the leaving row hides it from listings.
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
    // Normally the folder has moved. It is still here if the arriving row fell to a drop before that; it leaves the
    // name, and stays: nothing here tells whose it is by now.
    if (left && row.location !== null) {
      if (context.moves) yield* moveFolderAside(row, row.location, ownLocation(token, "renamed"), snapshot);
      else yield { effect: "hide", row, location: row.location };
    }
    snapshot = yield* deleteRow(row);
  }
  return snapshot;
}

/** The data stays where it is; from now on listings do not show it under its first name. */
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
  if (outcome !== "taken") return yield* clearIntent(row, outcome === "shared" ? folder : location);
  // Somebody else's folder stands there: the table stands where tables below namespaces do.
  const own = ownLocation(token, row.id);
  yield { effect: "move-aside", row, from: folder, to: own };
  return yield* clearIntent(row, own);
}

/**
 * Moves a folder out of a name that can be used again. `shared`: it stays, since another table has its data in it, too, and
 * listings no longer show it under this name. `taken`: something stands at the target, perhaps this very folder.
 */
function* moveFolderAside(
  row: Row,
  from: string,
  to: string,
  snapshot: Snapshot,
): Operation<"left" | "shared" | "taken"> {
  if (!isShared(snapshot, row, from)) {
    const reply = yield { effect: "move-aside", row, from, to };
    if (reply.count > 0) return "left";
    if (!isShared(reply.snapshot, row, from)) return "taken";
  }
  if (isReusable(from)) yield { effect: "hide", row, location: from };
  return "shared";
}
