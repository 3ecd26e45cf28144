import type { Table } from "@lancetree/tables";
import type { CommitEffect } from "../model/effect.ts";
import { clearsIntent } from "../model/group-commit.ts";
import { intentProperty } from "../model/intent.ts";
import { encodeMetadata, type NewRow, type Row } from "../model/row.ts";
import type { Rows } from "../model/rows.ts";
import { manifestRecords, quoted } from "./manifest-schema.ts";
import { intentPredicate, unchangedPredicate } from "./row-predicate.ts";

export interface Commit {
  readonly version: number;
  /** Rows changed by all effects together. */
  readonly count: number;
}

/** Effects that may share one commit. */
export interface PlannedCommit {
  readonly effects: readonly CommitEffect[];
  /** The rows that they were planned on. */
  readonly base: Rows;
  /** Whether other processes are known to write. */
  readonly hasOthers: boolean;
  /** For `delete-below`: an upper bound of the addresses in the writer's version; undefined if it must be queried. */
  readonly bound: bigint | undefined;
}

/** Makes one commit of effects that may share one. */
export async function commitEffects(writer: Table, planned: PlannedCommit): Promise<Commit> {
  const { effects, base, hasOthers, bound } = planned;
  const [first] = effects;
  switch (first?.effect) {
    case "insert":
      return insertRows(
        writer,
        only(effects, "insert").flatMap(({ rows }) => rows),
      );
    case "replace":
      return !hasOthers && effects.every(clearsIntentBySql)
        ? clearIntents(writer, only(effects, "replace"), base)
        : replaceRows(writer, only(effects, "replace"));
    case "delete":
      return deleted(await writer.delete(unchangedPredicate(only(effects, "delete").map(({ row }) => row))));
    case "rename":
      return renameRows(writer, only(effects, "rename"));
    case "delete-below":
      return deleteBelow(writer, first, bound);
    case undefined:
      throw new RangeError("A commit needs an effect.");
  }
}

async function insertRows(writer: Table, rows: readonly NewRow[]): Promise<Commit> {
  // Lance compares the inserted keys of two writers only with useIndex(false).
  const merge = writer.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false);
  const { version, numInsertedRows } = await merge.execute(manifestRecords(rows));
  return { version, count: numInsertedRows };
}

/** The intent at the end of a row's metadata, as a regular expression that JavaScript and Lance both understand. */
const intentPattern = `,?"${intentProperty.replaceAll(".", "[.]")}":"([^"\\\\]|\\\\.)*"}$`;

/** Whether removing the intent from the stored JSON has the same result as the effect. Other clients may write JSON differently. */
function clearsIntentBySql(effect: CommitEffect): boolean {
  if (!clearsIntent(effect) || effect.row.metadata === null) return false;
  const metadata = effect.row.metadata.replace(new RegExp(intentPattern), "}");
  return (metadata === "{}" ? null : metadata) === encodeMetadata(effect.next);
}

/**
 * An update takes a third of a merge's time, but writes no filter of the keys. Without that filter Lance makes every concurrent insert
 * start again, so that updates are used only while no other process is known to write.
 */
async function clearIntents(
  writer: Table,
  effects: readonly EffectOf<"replace">[],
  base: Rows,
): Promise<Commit> {
  const { version, rowsUpdated } = await writer.update({
    where: intentPredicate(
      effects.map(({ row }) => row),
      base,
    ),
    valuesSql: { metadata: `nullif(regexp_replace(metadata, ${quoted(intentPattern)}, '}'), '{}')` },
  });
  return { version, count: rowsUpdated };
}

async function replaceRows(writer: Table, effects: readonly EffectOf<"replace">[]): Promise<Commit> {
  const where = unchanged(effects);
  const merge = writer.mergeInsert("object_id").whenMatchedUpdateAll({ where }).useIndex(false);
  const { version, numUpdatedRows } = await merge.execute(manifestRecords(effects.map(({ next }) => next)));
  return { version, count: numUpdatedRows };
}

async function renameRows(writer: Table, effects: readonly EffectOf<"rename">[]): Promise<Commit> {
  const merge = writer
    .mergeInsert("object_id")
    .whenMatchedUpdateAll({ where: unchanged(effects) })
    .whenNotMatchedInsertAll()
    .useIndex(false);
  const { version, numUpdatedRows, numInsertedRows } = await merge.execute(
    manifestRecords(effects.flatMap(({ arriving, leaving }) => [arriving, leaving])),
  );
  return { version, count: numUpdatedRows + numInsertedRows };
}

async function deleteBelow(
  writer: Table,
  effect: EffectOf<"delete-below">,
  known: bigint | undefined,
): Promise<Commit> {
  const below = `starts_with(object_id, ${quoted(`${effect.row.id}$`)})`;
  // Addresses only grow: rows that are inserted or rewritten from now on have greater addresses than the bound.
  const bound = known ?? (await greatestAddress(writer, below));
  const kept =
    effect.keep.length === 0 ? "" : ` AND object_id NOT IN (${effect.keep.map(quoted).join(", ")})`;
  return deleted(await writer.delete(`${below} AND _rowid <= ${bound}${kept}`));
}

async function greatestAddress(writer: Table, where: string): Promise<bigint> {
  const found = await writer.query().where(where).select(["object_id"]).withRowId().toArrow();
  let greatest = -1n;
  for (const address of found.getChild("_rowid") ?? [])
    if (typeof address === "bigint" && address > greatest) greatest = address;
  return greatest;
}

type EffectOf<Name extends CommitEffect["effect"]> = Extract<CommitEffect, { effect: Name }>;

function only<Name extends CommitEffect["effect"]>(
  effects: readonly CommitEffect[],
  name: Name,
): EffectOf<Name>[] {
  return effects.filter((effect): effect is EffectOf<Name> => effect.effect === name);
}

function unchanged(effects: readonly { readonly row: Row }[]): string {
  return unchangedPredicate(
    effects.map(({ row }) => row),
    "target.",
  );
}

function deleted(result: { version: number; numDeletedRows: number }): Commit {
  return { version: result.version, count: result.numDeletedRows };
}
