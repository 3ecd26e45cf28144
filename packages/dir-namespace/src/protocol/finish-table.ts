import type { ProtocolContext } from "./context.ts";
import { empty } from "./empty.ts";
import { discardUnnamed, isListed, isReusable, isShared, rootLocation } from "./folders.ts";
import { carriesSame, open, remove } from "./insist.ts";
import { parentOf } from "./object-id.ts";
import { ownLocation, type Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Protocol } from "./step.ts";

/** A new or registered table: its data goes where listings look, and listings say what the row says. */
export function* settleTable(context: ProtocolContext, born: Row): Protocol<Snapshot> {
  const { location } = born;
  const folder = born.mark?.folder;
  if (location === null) return yield* open(born);
  if (folder !== undefined) {
    // Only this attempt ever used the folder, so whoever moves it moves the right one.
    let moved = yield { step: "move", from: folder, to: location };
    if (!context.moves) {
      const opened = moved.count === 0 ? yield* open(born, folder) : yield* open(born);
      // What was copied; kept if the row says that it is there after all.
      yield* discardUnnamed(opened, [folder]);
      return opened;
    }
    if (moved.count === 0 && (yield { step: "look", location }).folder === "declared") {
      // Only the marker of another client that came too late for the row: the name is this row's.
      const aside = ownLocation(born.mark?.token ?? "", "displaced");
      const { snapshot } = yield { step: "displace", row: born, from: location, to: aside };
      moved = yield { step: "move", from: folder, to: location };
      yield* discardUnnamed(snapshot, [aside]);
    }
    // Somebody else's folder stands there: the table stays where it is, the row says where.
    return moved.count === 0 ? yield* open(born, folder) : yield* open(born);
  }
  if (isListed(born)) {
    yield { step: "show", row: born, location };
  } else if (context.listing && parentOf(born.id) === "") {
    const listed = rootLocation(born.id);
    const status = (yield { step: "look", location: listed }).folder;
    // The name's old table: its row is replaced, and it must not come back by its folder.
    if (status === "table" || status === "declared") yield { step: "hide", row: born, location: listed };
  }
  return yield* open(born);
}

/** An overwritten root table: the old data leaves its place, then the new data takes it. */
export function* finishSwap(context: ProtocolContext, row: Row, snapshot: Snapshot): Protocol<Snapshot> {
  const { mark, location } = row;
  if (mark?.folder === undefined || location === null) return yield* open(row);
  if (!context.moves) return yield* replaceInPlace(row, mark.folder, location, snapshot);
  const aside = ownLocation(mark.token, "displaced");
  // New data still waiting means the old has not made room yet. A second mover finds `aside` taken and stops.
  if ((yield { step: "look", location: mark.folder }).folder !== "absent") {
    if ((yield* vacate(row, location, aside, snapshot)) === "shared") return yield* open(row, mark.folder);
    yield { step: "move", from: mark.folder, to: location };
  }
  const opened = yield* open(row);
  if (!carriesSame(opened, row)) yield* discardUnnamed(opened, [aside]);
  return opened;
}

/** Only a table without data is filled where it stands: the new data of any other keeps a folder of its own. */
function* replaceInPlace(row: Row, folder: string, location: string, first: Snapshot): Protocol<Snapshot> {
  const isFilled =
    !isShared(first, row, location) && (yield { step: "move", from: folder, to: location }).count > 0;
  if (!isFilled && (yield* isOwnFolder(row, location))) yield* empty(row, location);
  const opened = isFilled ? yield* open(row) : yield* open(row, folder);
  yield* discardUnnamed(opened, [folder]);
  return opened;
}

/** Below a namespace the row may only share the folder with the root table that listings make of it, if they do. */
function* isOwnFolder(row: Row, location: string): Protocol<boolean> {
  if (isListed(row)) return true;
  const { folder } = yield { step: "look", location };
  return folder === "deregistered" || folder === "retired";
}

/** A dropped table whose folder's name can be used again as soon as the row is gone: the folder leaves it before. */
export function* finishTable(context: ProtocolContext, row: Row, first: Snapshot): Protocol<Snapshot> {
  const { mark, location } = row;
  if (mark === undefined || location === null || !isReusable(location)) return yield* remove(row);
  const goes = yield* isOwnFolder(row, location);
  if (!context.moves) {
    if (goes) yield* empty(row, location);
    return yield* remove(row);
  }
  const aside = ownLocation(mark.token, "dropped");
  if (goes) yield* vacate(row, location, aside, first);
  const snapshot = yield* remove(row);
  if (goes) yield* discardUnnamed(snapshot, [aside]);
  return snapshot;
}

export function* finishRename(context: ProtocolContext, token: string, first: Snapshot): Protocol<Snapshot> {
  let snapshot = first;
  // The arriving row first: while the old name's folder is not moved, only the leaving row hides it from listings.
  for (const state of ["in", "out"] as const) {
    const row = [...snapshot.rows.marked()].find(({ mark }) => mark?.token === token && mark.state === state);
    if (row === undefined) continue;
    if (!snapshot.isDecidedGone(row)) {
      snapshot = context.moves ? yield* arrive(row, snapshot) : yield* arriveInPlace(row);
      continue;
    }
    const left = state === "out" && isListed(row) && snapshot.verdict(row)?.effective === true;
    // Normally the folder has moved. It is still here if the arriving row fell to a drop before that; it leaves the
    // name, and stays: nothing here tells whose it is by now.
    if (left && row.location !== null) {
      if (context.moves) yield* vacate(row, row.location, ownLocation(token, "renamed"), snapshot);
      else yield { step: "hide", row, location: row.location };
    }
    snapshot = yield* remove(row);
  }
  return snapshot;
}

/** The data stays where it is; from now on listings do not show it under its first name. */
function* arriveInPlace(row: Row): Protocol<Snapshot> {
  const { location } = row;
  if (location !== null && isReusable(location)) yield { step: "hide", row, location };
  return yield* open(row);
}

function* arrive(row: Row, snapshot: Snapshot): Protocol<Snapshot> {
  const { mark, location } = row;
  if (mark?.folder === undefined || location === null) return yield* open(row);
  const { folder, token } = mark;
  const outcome = yield* vacate(row, folder, location, snapshot);
  if (outcome !== "taken") return yield* open(row, outcome === "shared" ? folder : location);
  // Somebody else's folder stands there: the table stands where tables below namespaces do.
  const own = ownLocation(token, row.id);
  yield { step: "displace", row, from: folder, to: own };
  return yield* open(row, own);
}

/**
 * Moves a folder out of a name that can be used again. `shared`: it stays, since another table has its data in it, too, and
 * listings no longer show it under this name. `taken`: something stands at the target, perhaps this very folder.
 */
function* vacate(
  row: Row,
  from: string,
  to: string,
  snapshot: Snapshot,
): Protocol<"left" | "shared" | "taken"> {
  if (!isShared(snapshot, row, from)) {
    const reply = yield { step: "displace", row, from, to };
    if (reply.count > 0) return "left";
    if (!isShared(reply.snapshot, row, from)) return "taken";
  }
  if (isReusable(from)) yield { step: "hide", row, location: from };
  return "shared";
}
