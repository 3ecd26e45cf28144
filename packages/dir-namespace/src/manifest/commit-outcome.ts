import type { CommitEffect } from "../model/effect.ts";
import { isSameRow, type NewRow, type Row, storedRow } from "../model/row.ts";
import type { RowChanges, Rows } from "../model/rows.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** Whether the step has nothing to do in this version: what it compares with has changed, or what it inserts is there. */
export function isNoOp(effect: CommitEffect, { rows }: Snapshot): boolean {
  switch (effect.effect) {
    case "insert":
      return effect.rows.every((row) => rows.has(row.id));
    case "rename":
      return !holds(rows, effect.row) || rows.has(effect.arriving.id);
    default:
      return !holds(rows, effect.row);
  }
}

export interface Prediction {
  readonly rows: Rows;
  /** How many rows each step changes. */
  readonly counts: ReadonlyMap<CommitEffect, number>;
}

/** What steps that share a commit make of a version that none is idle in, if nobody else's commit lies between. */
export function predict(effects: readonly CommitEffect[], { rows }: Snapshot): Prediction {
  const [first] = effects;
  if (first?.effect === "delete-below") {
    const left = rows.without(first.row.id, new Set(first.keep));
    return { rows: left, counts: new Map([[first, rows.size - left.size]]) };
  }
  const planned = effects.map((effect) => [effect, changesOf(effect, rows)] as const);
  return {
    rows: rows.with(new Map(planned.flatMap(([, changes]) => [...changes]))),
    counts: new Map(planned.map(([effect, { size }]) => [effect, size])),
  };
}

function changesOf(effect: CommitEffect, rows: Rows): RowChanges {
  if (effect.effect === "delete") return new Map([[effect.row.id, undefined]]);
  const fresh = effect.effect === "insert" ? effect.rows.filter((row) => !rows.has(row.id)) : written(effect);
  return new Map(fresh.map((row) => [row.id, storedRow(row)]));
}

/** Whether the step's rows, which nobody else writes like this, stand in a version. Never for what only removes rows. */
export function findsOwnRows(effect: CommitEffect, rows: Rows): boolean {
  return written(effect).some((row) => holds(rows, storedRow(row)));
}

/**
 * How many rows the step changed in the commit that made a version.
 * @param before the version before it
 */
export function countChanged(effect: CommitEffect, rows: Rows, before: Rows): number {
  if (effect.effect === "delete") return Number(holds(before, effect.row) && !rows.has(effect.row.id));
  if (effect.effect === "delete-below") {
    const kept = new Set(effect.keep);
    return [...before.ids(effect.row.id)].filter((id) => !kept.has(id) && !rows.has(id)).length;
  }
  return written(effect).filter((row) => holds(rows, storedRow(row))).length;
}

function written(effect: CommitEffect): readonly NewRow[] {
  switch (effect.effect) {
    case "insert":
      return effect.rows;
    case "replace":
      return [effect.next];
    case "rename":
      return [effect.arriving, effect.leaving];
    default:
      return [];
  }
}

/** Whether the row stands there as it was read. */
function holds(rows: Rows, row: Row): boolean {
  const now = rows.get(row.id);
  return now !== undefined && isSameRow(now, row);
}
