import type { ProtocolContext } from "./context.ts";
import { discardUnnamed, isListed } from "./folders.ts";
import { identity, isOurs, ownLocation, type Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Protocol } from "./step.ts";

/**
 * Completes what a mark decided. Anybody may do it at any time, any number of times, beside anybody else: every
 * step names the mark's token or the identity of a row, so a late step finds nothing to do.
 * @returns the newest snapshot that was seen
 */
export function* finish(context: ProtocolContext, id: string, snapshot: Snapshot): Protocol<Snapshot> {
  const row = snapshot.row(id);
  if (row?.mark === undefined) return snapshot;
  switch (row.mark.state) {
    case "since":
      return yield* finishBirth(row, snapshot);
    case "swap":
      return yield* finishSwap(row);
    case "in":
    case "out":
      return yield* finishRename(row.mark.token, snapshot);
    case "free":
      if (row.location !== null) yield { step: "hide", location: row.location };
      return yield* remove(row);
    case "drop":
      return snapshot.verdict(row)?.effective ? yield* finishEnd(context, row, snapshot) : yield* open(row);
    default:
      return row.kind === "table" ? yield* finishTable(row) : yield* finishEnd(context, row, snapshot);
  }
}

function* open(row: Row, location: string | null = row.location): Protocol<Snapshot> {
  const { id, kind, properties } = row;
  return (yield { step: "replace", row, next: { id, kind, location, properties } }).snapshot;
}

function* remove(row: Row): Protocol<Snapshot> {
  return (yield { step: "delete", row }).snapshot;
}

function* finishBirth(born: Row, first: Snapshot): Protocol<Snapshot> {
  let snapshot = first;
  const hidden = snapshot.verdict(born)?.hidden ?? new Set();
  // Strays go before the mark: once it is gone nothing hides them any more.
  for (let stray = find(snapshot, born, hidden); stray; stray = find(snapshot, born, hidden)) {
    snapshot = yield* remove(stray);
  }
  if (!carriesSame(snapshot, born)) return snapshot;
  if (born.kind === "table" && born.location !== null) {
    const { folder } = born.mark ?? {};
    if (folder !== undefined) {
      // Only this attempt ever used the folder, so whoever moves it moves the right one.
      const moved = yield { step: "move", from: folder, to: born.location };
      // Somebody else's folder stands there: the table stays where it is, the row says where.
      if (moved.count === 0) return yield* open(born, folder);
    } else if (isListed(born)) {
      yield { step: "show", location: born.location };
    }
  }
  return yield* open(born);
}

function find(snapshot: Snapshot, born: Row, hidden: ReadonlySet<string>): Row | undefined {
  if (hidden.size === 0 || !carriesSame(snapshot, born)) return undefined;
  return snapshot.below(born.id).find((row) => hidden.has(identity(row)));
}

function* finishSwap(row: Row): Protocol<Snapshot> {
  const { mark, location } = row;
  if (mark?.folder === undefined || location === null) return yield* open(row);
  const aside = ownLocation(mark.token, "displaced");
  // New data still waiting means the old has not made room yet. A second mover finds `aside` taken and stops.
  if ((yield { step: "look", location: mark.folder }).folder !== "absent") {
    yield { step: "displace", row, from: location, to: aside };
    yield { step: "move", from: mark.folder, to: location };
  }
  const opened = yield* open(row);
  if (!carriesSame(opened, row)) yield* discardUnnamed(opened, [aside]);
  return opened;
}

function* finishTable(row: Row): Protocol<Snapshot> {
  if (!isListed(row) || row.location === null || row.mark === undefined) return yield* remove(row);
  // The name can be used again as soon as the row is gone, so the folder leaves it before.
  const aside = ownLocation(row.mark.token, "dropped");
  yield { step: "displace", row, from: row.location, to: aside };
  const snapshot = yield* remove(row);
  yield* discardUnnamed(snapshot, [aside]);
  return snapshot;
}

function* finishRename(token: string, first: Snapshot): Protocol<Snapshot> {
  let snapshot = first;
  // The arriving row first: while the old name's folder is not moved, only the leaving row hides it from listings.
  for (const state of ["in", "out"] as const) {
    const row = [...snapshot.rows.values()].find(({ mark }) => mark?.token === token && mark.state === state);
    if (row === undefined) continue;
    if (!snapshot.isDecidedGone(row)) snapshot = yield* arrive(row);
    else if (isListed(row) && row.mark?.state === "out" && snapshot.verdict(row)?.effective) {
      // Normally the folder has moved. It is still here if the arriving row fell to a drop before that; it leaves
      // the name, and stays: nothing here tells whose it is by now.
      if (row.location !== null && row.mark) {
        yield { step: "displace", row, from: row.location, to: ownLocation(row.mark.token, "renamed") };
      }
      snapshot = yield* remove(row);
    } else snapshot = yield* remove(row);
  }
  return snapshot;
}

function* arrive(row: Row): Protocol<Snapshot> {
  const { mark, location } = row;
  if (mark?.folder === undefined || location === null) return yield* open(row);
  const moved = yield { step: "displace", row, from: mark.folder, to: location };
  if (moved.count > 0) return yield* open(row);
  // Somebody else's folder stands there: the table stands where tables below namespaces do.
  const own = ownLocation(mark.token, row.id);
  yield { step: "displace", row, from: mark.folder, to: own };
  return yield* open(row, own);
}

function* finishEnd(context: ProtocolContext, row: Row, first: Snapshot): Protocol<Snapshot> {
  const doomed = first.verdict(row)?.doomed ?? new Map<string, readonly string[]>();
  let snapshot = first;
  // Until a look shows none: what was rewritten between plan and commit got a younger address and survived.
  while (carriesSame(snapshot, row)) {
    const below = snapshot.below(row.id);
    // What another client put there later was never decided about; it stays.
    const keep = below.filter((other) => !doomed.has(other.id) && !isOurs(other)).map((other) => other.id);
    if (keep.length === below.length) break;
    ({ snapshot } = yield { step: "clear", row, keep });
  }
  if (carriesSame(snapshot, row)) {
    if (row.mark?.state === "purge") {
      // Not simply open: a row inserted after the last look must not come to life.
      const mark = { state: "since", token: context.token(), base: snapshot.version } as const;
      const reply = yield { step: "replace", row, next: { ...row, mark } };
      snapshot = reply.count > 0 ? yield* finish(context, row.id, reply.snapshot) : reply.snapshot;
    } else {
      snapshot = yield* remove(row);
    }
  }
  yield* discardUnnamed(snapshot, [...doomed.values()].flat());
  return snapshot;
}

function carriesSame(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id);
  return now?.mark?.token === row.mark?.token && now?.mark?.state === row.mark?.state;
}

/** Settles everything that stopped processes left behind. Safe beside any other operation. */
export function* recover(context: ProtocolContext): Protocol<Snapshot> {
  for (;;) {
    const { snapshot } = yield { step: "read" };
    const rows = [...snapshot.rows.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const marked = rows.find((row) => row.mark && (snapshot.rowExists(row) || snapshot.isDecidedGone(row)));
    if (marked) {
      yield* finish(context, marked.id, snapshot);
      continue;
    }
    const stray = rows.find((row) => isOurs(row) && !snapshot.rowExists(row));
    if (stray === undefined) return snapshot;
    // Its folder stays: the creator may be alive and about to try again with it.
    yield* remove(stray);
  }
}
