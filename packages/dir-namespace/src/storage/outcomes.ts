import { identity, type NewRow, type Row, storedRow } from "../protocol/row.ts";
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

/** What the step changes in a version that it is not idle in, if nobody else's commit lies between. */
export function changesOf(step: CommitStep, { rows }: Snapshot): RowChanges {
  if (step.step === "clear") {
    const kept = new Set(step.keep);
    const doomed = [...rows.ids(step.row.id)].filter((id) => !kept.has(id));
    return new Map(doomed.map((id) => [id, undefined]));
  }
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
  return now !== undefined && identity(now) === identity(row);
}
