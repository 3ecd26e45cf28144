import { foldersOf } from "./folders.ts";
import type { Mark } from "./mark.ts";
import { parentOf } from "./object-id.ts";
import { bornWith, identity, isOurs, type Row } from "./row.ts";
import { Snapshot } from "./snapshot.ts";
import { type Verdict, verdictKey } from "./verdict.ts";

/**
 * Judges one mark.
 * @param at the snapshot of the version that wrote the mark; its other marks are already judged
 * @param before the version before that one; only a rename needs it
 */
export function judge(id: string, mark: Mark, at: Snapshot, before: Snapshot): Verdict {
  const verdict: Verdict = { effective: true, revived: false, hidden: new Set(), doomed: new Map() };
  if (mark.state === "since") {
    // What another client put below a missing namespace belongs to it; what ours left there does not.
    const strays = [...at.rows.below(id)].filter((row) => isOurs(row) && !bornWith(row, mark.token));
    return { ...verdict, hidden: new Set(strays.map(identity)) };
  }
  if (mark.state === "drop") {
    const open = withVerdict(at, id, mark, { ...verdict, effective: false });
    const effective = open.exists(id) && !open.hasBelow(id);
    return { ...verdict, effective, doomed: effective ? doomedBelow(at, id) : verdict.doomed };
  }
  if (mark.state === "dead" || mark.state === "purge") return { ...verdict, doomed: doomedBelow(at, id) };
  if (mark.state === "in" || mark.state === "out") {
    const ends = [...at.rows.marked()].filter((row) => row.mark?.token === mark.token);
    const leaving = ends.find((row) => row.mark?.state === "out");
    const arriving = ends.find((row) => row.mark?.state === "in");
    const source = leaving && (before.find(leaving.id) ?? heldPlace(before, leaving.id));
    const effective =
      source !== undefined &&
      arriving !== undefined &&
      !before.rows.has(arriving.id) &&
      isOpenNamespace(before, parentOf(arriving.id));
    return { ...verdict, effective, revived: leaving !== undefined && !before.rows.has(leaving.id) };
  }
  return verdict;
}

function heldPlace(snapshot: Snapshot, id: string): Row | undefined {
  const row = snapshot.row(id);
  return row?.mark?.state === "adopt" ? row : undefined;
}

/** What remains to be assumed of a mark whose version somebody has pruned: nothing that loses a row. */
export function judgeWithoutHistory(id: string, mark: Mark, now: Snapshot): Verdict {
  const doomed = new Map([...now.rows.ids(id)].map((below) => [below, []]));
  const effective = mark.state === "drop" ? doomed.size === 0 : mark.state !== "out";
  return { effective, revived: false, hidden: new Set(), doomed };
}

/**
 * Everything below goes, but only what existed takes its folder along: what a finished or failed change left there may name a
 * folder that is somebody else's by now.
 */
function doomedBelow(at: Snapshot, id: string): Map<string, readonly string[]> {
  const row = at.row(id);
  const rows = row ? at.rows.with(new Map([[id, { ...row, mark: undefined }]])) : at.rows;
  const open = new Snapshot(at.version, rows, at.verdicts);
  const none: readonly string[] = [];
  const doomed = new Map<string, readonly string[]>();
  for (const other of rows.ids(id)) doomed.set(other, none);
  for (const other of rows.placed(id)) if (open.rowExists(other)) doomed.set(other.id, foldersOf(other));
  return doomed;
}

function withVerdict(snapshot: Snapshot, id: string, mark: Mark, verdict: Verdict): Snapshot {
  const verdicts = new Map(snapshot.verdicts).set(verdictKey(id, mark), verdict);
  return new Snapshot(snapshot.version, snapshot.rows, verdicts, snapshot.damage);
}

/** A namespace with a row of its own (or the root), in which a new row of ours would exist. */
export function isOpenNamespace(snapshot: Snapshot, id: string): boolean {
  if (id === "") return true;
  const row = snapshot.find(id);
  return row?.kind === "namespace" && row.mark?.state !== "purge";
}
