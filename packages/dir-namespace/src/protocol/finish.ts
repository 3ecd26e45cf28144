import { type ProtocolContext, untidied } from "./context.ts";
import { empty } from "./empty.ts";
import { finishRename, finishSwap, finishTable, settleTable } from "./finish-table.ts";
import { discardUnnamed, isReusable } from "./folders.ts";
import { carriesSame, insist, open, remove } from "./insist.ts";
import { ancestorsOf, parentOf } from "./object-id.ts";
import { longest, rounds, tries } from "./rounds.ts";
import { identity, isOurs, type Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { answer, type Protocol } from "./step.ts";

/** So often rows below a mark are cleared while others write them again. */
const most = 1000;
/** So many changes of stopped processes are settled in one go. */
const mostChanges = 1_000_000;

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
      return yield* finishBirth(context, row, snapshot);
    case "swap":
      return yield* finishSwap(context, row, snapshot);
    case "in":
    case "out":
      return yield* finishRename(context, row.mark.token, snapshot);
    case "free":
      if (row.location !== null) yield { step: "hide", row, location: row.location };
      return yield* remove(row);
    case "adopt":
      return yield* remove(row);
    case "drop":
      return snapshot.verdict(row)?.effective ? yield* finishEnd(context, row, snapshot) : yield* open(row);
    default:
      return row.kind === "table"
        ? yield* finishTable(context, row, snapshot)
        : yield* finishEnd(context, row, snapshot);
  }
}

function* finishBirth(context: ProtocolContext, born: Row, first: Snapshot): Protocol<Snapshot> {
  let snapshot = first;
  const hidden = snapshot.verdict(born)?.hidden ?? new Set();
  // Strays go before the mark: once it is gone nothing hides them any more.
  for (let stray = find(snapshot, born, hidden); stray; stray = find(snapshot, born, hidden)) {
    snapshot = yield* remove(stray);
  }
  if (!carriesSame(snapshot, born)) return snapshot;
  return born.kind === "table" ? yield* settleTable(context, born) : yield* open(born);
}

function find(snapshot: Snapshot, born: Row, hidden: ReadonlySet<string>): Row | undefined {
  if (hidden.size === 0 || !carriesSame(snapshot, born)) return undefined;
  for (const row of snapshot.rows.below(born.id)) if (hidden.has(identity(row))) return row;
  return undefined;
}

function* finishEnd(context: ProtocolContext, row: Row, first: Snapshot): Protocol<Snapshot> {
  const doomed = first.verdict(row)?.doomed ?? new Map<string, readonly string[]>();
  let snapshot = first;
  // Until a look shows none: what was rewritten between plan and commit got a younger address and survived.
  for (const round of rounds(most)) {
    if (!carriesSame(snapshot, row)) break;
    const below = [...snapshot.rows.ids(row.id)];
    // What another client put there later was never decided about; it stays.
    const undecided = below.filter((id) => !doomed.has(id)).map((id) => snapshot.row(id));
    const keep = undecided.flatMap((other) => (other && !isOurs(other) ? other.id : []));
    if (keep.length === below.length) break;
    ({ snapshot } = yield { step: "clear", row, keep, seen: snapshot });
    if (round === most - 1) throw untidied(`The removal of what was below ${JSON.stringify(row.id)}`);
  }
  if (!context.moves) yield* emptyNames(row, [...doomed.values()].flat());
  if (carriesSame(snapshot, row)) {
    if (row.mark?.state === "purge") {
      // Not simply open: a row inserted after the last look must not come to life.
      const mark = { state: "since", token: context.token(), base: snapshot.version } as const;
      const reply = yield* insist({ step: "replace", row, next: { ...row, mark } });
      snapshot = reply.count > 0 ? yield* finish(context, row.id, reply.snapshot) : reply.snapshot;
    } else {
      snapshot = yield* remove(row);
    }
  }
  yield* discardUnnamed(snapshot, [...doomed.values()].flat());
  return snapshot;
}

/** Where folders do not move, a table that was renamed still lies at its first name, hidden. */
function* emptyNames(row: Row, folders: readonly string[]): Protocol<void> {
  for (const location of new Set(folders.filter(isReusable))) {
    const { folder } = yield { step: "look", location };
    if (folder === "deregistered" || folder === "retired") yield* empty(row, location);
  }
}

/**
 * Settles everything that stopped processes left behind. Safe beside any other operation.
 * @param tokens of the marks that count; all when left out
 */
export function* recover(context: ProtocolContext, tokens?: ReadonlySet<string>): Protocol<Snapshot> {
  // Each round settles one change; those who are alive go on making them.
  for (const more = tries(mostChanges, 5 * longest); more(); ) {
    const { snapshot } = yield { step: "read" };
    const marked = [...snapshot.rows.marked()];
    const counts = (row: Row): boolean => tokens === undefined || tokens.has(row.mark?.token ?? "");
    const due = marked.find((row) => counts(row) && (snapshot.rowExists(row) || snapshot.isDecidedGone(row)));
    if (due) {
      yield* finish(context, due.id, snapshot);
      continue;
    }
    // Amid somebody's change a row that does not exist is no stray: it may be the drop of all that stands below it.
    if (!marked.every(counts)) return snapshot;
    const stray = findStray(snapshot);
    if (stray === undefined) return snapshot;
    // Its folder stays: the creator may be alive and about to try again with it.
    yield* remove(stray);
  }
  throw untidied("The settling of what stopped processes left");
}

/** The same for what is there now, with nobody waiting: processes that are alive go on making marks, and take them off. */
export function* recoverBehind(context: ProtocolContext, now: Snapshot): Protocol<void> {
  yield* answer(undefined);
  yield* recover(context, new Set([...now.rows.marked()].flatMap(({ mark }) => mark?.token ?? [])));
}

/** A row of ours that never existed. Where no row is marked, nothing but a missing ancestor can be the cause. */
function findStray(snapshot: Snapshot): Row | undefined {
  const { rows } = snapshot;
  const isStray = (row: Row): boolean => isOurs(row) && !snapshot.rowExists(row);
  for (const row of rows.marked()) if (isStray(row)) return row;
  let parent = "";
  let isRooted = true;
  for (const id of rows.ids()) {
    if (parentOf(id) !== parent) {
      parent = parentOf(id);
      isRooted = ancestorsOf(id).every((ancestor) => rows.has(ancestor));
    }
    const row = isRooted ? undefined : rows.get(id);
    if (row && isStray(row)) return row;
  }
  return undefined;
}
