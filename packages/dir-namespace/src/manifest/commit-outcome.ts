import type { CommitEffect } from "../model/effect.ts";
import { isSameRow, type NewRow, type Row, storedRow } from "../model/row.ts";
import type { RowChanges, Rows } from "../model/rows.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** Whether the effect would change nothing: the row that it compares with has changed, or the rows that it inserts exist. */
export function changesNothing(effect: CommitEffect, { rows }: Snapshot): boolean {
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
  /** How many rows each effect changes. */
  readonly counts: ReadonlyMap<CommitEffect, number>;
}

/** The rows after a commit of some effects, if no other commit comes in between. None of the effects is a no-op. */
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

/** Whether a version has the effect's rows, which no other writer writes. Always false for an effect that only deletes rows. */
export function findsOwnRows(effect: CommitEffect, rows: Rows): boolean {
  return written(effect).some((row) => holds(rows, storedRow(row)));
}

/**
 * How many rows the effect changed in the commit that made a version.
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

/** Whether the row is as it was read. */
function holds(rows: Rows, row: Row): boolean {
  const now = rows.get(row.id);
  return now !== undefined && isSameRow(now, row);
}
