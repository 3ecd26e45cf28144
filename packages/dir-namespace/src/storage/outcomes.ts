import { isSame, type NewRow, type Row, storedRow } from "../protocol/row.ts";
import type { RowChanges, Rows } from "../protocol/rows.ts";
import type { Snapshot } from "../protocol/snapshot.ts";
import type { CommitStep } from "../protocol/step.ts";

/** Whether the step has nothing to do in this version: what it compares with has changed, or what it inserts is there. */
export function isIdle(step: CommitStep, { rows }: Snapshot): boolean {
  switch (step.step) {
    case "insert":
      return step.rows.every((row) => rows.has(row.id));
    case "rename":
      return !holds(rows, step.row) || rows.has(step.arriving.id);
    default:
      return !holds(rows, step.row);
  }
}

export interface Changed {
  readonly rows: Rows;
  /** How many rows each step changes. */
  readonly counts: ReadonlyMap<CommitStep, number>;
}

/** What steps that share a commit make of a version that none is idle in, if nobody else's commit lies between. */
export function changed(steps: readonly CommitStep[], { rows }: Snapshot): Changed {
  const [first] = steps;
  if (first?.step === "clear") {
    const left = rows.without(first.row.id, new Set(first.keep));
    return { rows: left, counts: new Map([[first, rows.size - left.size]]) };
  }
  const planned = steps.map((step) => [step, changesOf(step, rows)] as const);
  return {
    rows: rows.with(new Map(planned.flatMap(([, changes]) => [...changes]))),
    counts: new Map(planned.map(([step, { size }]) => [step, size])),
  };
}

function changesOf(step: CommitStep, rows: Rows): RowChanges {
  if (step.step === "delete") return new Map([[step.row.id, undefined]]);
  const fresh = step.step === "insert" ? step.rows.filter((row) => !rows.has(row.id)) : written(step);
  return new Map(fresh.map((row) => [row.id, storedRow(row)]));
}

/** Whether the step's rows, which nobody else writes like this, stand in a version. Never for what only removes rows. */
export function isRecognised(step: CommitStep, rows: Rows): boolean {
  return written(step).some((row) => holds(rows, storedRow(row)));
}

/**
 * How many rows the step changed in the commit that made a version.
 * @param before the version before it
 */
export function countIn(step: CommitStep, rows: Rows, before: Rows): number {
  if (step.step === "delete") return Number(holds(before, step.row) && !rows.has(step.row.id));
  if (step.step === "clear") {
    const kept = new Set(step.keep);
    return [...before.ids(step.row.id)].filter((id) => !kept.has(id) && !rows.has(id)).length;
  }
  return written(step).filter((row) => holds(rows, storedRow(row))).length;
}

function written(step: CommitStep): readonly NewRow[] {
  switch (step.step) {
    case "insert":
      return step.rows;
    case "replace":
      return [step.next];
    case "rename":
      return [step.arriving, step.leaving];
    default:
      return [];
  }
}

/** Whether the row stands there as it was read. */
function holds(rows: Rows, row: Row): boolean {
  const now = rows.get(row.id);
  return now !== undefined && isSame(now, row);
}
