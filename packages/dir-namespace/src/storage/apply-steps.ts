import type { Table } from "@lancetree/tables";
import { markProperty } from "../protocol/mark.ts";
import { encodeMetadata, type NewRow } from "../protocol/row.ts";
import type { Rows } from "../protocol/rows.ts";
import { opens } from "../protocol/shared-commit.ts";
import type { CommitStep } from "../protocol/step.ts";
import { identityPredicate, manifestRecords, quoted } from "./manifest-schema.ts";
import { markedPredicate, unchangedPredicate } from "./row-predicate.ts";

export interface Applied {
  readonly version: number;
  /** Rows changed by all steps together. */
  readonly count: number;
}

/**
 * Makes one commit of steps that may share one, and says which version it made and how many rows it changed.
 * @param base what they were planned on
 * @param isAlone whether nobody else has written of late
 * @param bound for a clear: no row of the writer's version has a greater address; undefined when that must be looked up
 */
export async function applySteps(
  writer: Table,
  steps: readonly CommitStep[],
  base: Rows,
  isAlone: boolean,
  bound?: bigint,
): Promise<Applied> {
  const [first] = steps;
  switch (first?.step) {
    case "insert":
      return insert(
        writer,
        only(steps, "insert").flatMap(({ rows }) => rows),
      );
    case "replace":
      return isAlone && steps.every(opensByText)
        ? open(writer, only(steps, "replace"), base)
        : set(writer, only(steps, "replace"));
    case "delete":
      return deleted(await writer.delete(unchangedPredicate(only(steps, "delete").map(({ row }) => row))));
    case "rename":
      return rename(writer, only(steps, "rename"));
    case "clear":
      return clear(writer, first, bound);
    case undefined:
      throw new RangeError("A commit needs a step.");
  }
}

async function insert(writer: Table, rows: readonly NewRow[]): Promise<Applied> {
  // useIndex(false): only then does Lance compare the inserted keys of two writers.
  const merge = writer.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false);
  const { version, numInsertedRows } = await merge.execute(manifestRecords(rows));
  return { version, count: numInsertedRows };
}

/** The mark as it ends a row's metadata, in a form that JavaScript and Lance understand alike. */
const mark = `,?"${markProperty.replaceAll(".", "[.]")}":"([^"\\\\]|\\\\.)*"}$`;

/** Whether cutting the mark out of the text is what the step does. Another client may have written the text otherwise. */
function opensByText(step: CommitStep): boolean {
  if (!opens(step) || step.row.text === null) return false;
  const text = step.row.text.replace(new RegExp(mark), "}");
  return (text === "{}" ? null : text) === encodeMetadata(step.next);
}

/**
 * An update takes a third of a merge's time, and writes no filter of the keys. For lack of that, Lance makes every insert that
 * comes at the same moment start again, so that it is for whoever writes alone.
 */
async function open(writer: Table, steps: readonly Step<"replace">[], base: Rows): Promise<Applied> {
  const { version, rowsUpdated } = await writer.update({
    where: markedPredicate(
      steps.map(({ row }) => row),
      base,
    ),
    valuesSql: { metadata: `nullif(regexp_replace(metadata, ${quoted(mark)}, '}'), '{}')` },
  });
  return { version, count: rowsUpdated };
}

async function set(writer: Table, steps: readonly Step<"replace">[]): Promise<Applied> {
  const where = unchanged(steps);
  const merge = writer.mergeInsert("object_id").whenMatchedUpdateAll({ where }).useIndex(false);
  const { version, numUpdatedRows } = await merge.execute(manifestRecords(steps.map(({ next }) => next)));
  return { version, count: numUpdatedRows };
}

async function rename(writer: Table, steps: readonly Step<"rename">[]): Promise<Applied> {
  const merge = writer
    .mergeInsert("object_id")
    .whenMatchedUpdateAll({ where: unchanged(steps) })
    .whenNotMatchedInsertAll()
    .useIndex(false);
  const { version, numUpdatedRows, numInsertedRows } = await merge.execute(
    manifestRecords(steps.flatMap(({ arriving, leaving }) => [arriving, leaving])),
  );
  return { version, count: numUpdatedRows + numInsertedRows };
}

async function clear(writer: Table, step: Step<"clear">, known: bigint | undefined): Promise<Applied> {
  const below = `starts_with(object_id, ${quoted(`${step.row.id}$`)})`;
  // Addresses only grow: whatever is inserted or rewritten from now on lies above the bound.
  const bound = known ?? (await greatestAddress(writer, below));
  const kept = step.keep.length === 0 ? "" : ` AND object_id NOT IN (${step.keep.map(quoted).join(", ")})`;
  return deleted(await writer.delete(`${below} AND _rowid <= ${bound}${kept}`));
}

async function greatestAddress(writer: Table, where: string): Promise<bigint> {
  const found = await writer.query().where(where).select(["object_id"]).withRowId().toArrow();
  let greatest = -1n;
  for (const address of found.getChild("_rowid") ?? [])
    if (typeof address === "bigint" && address > greatest) greatest = address;
  return greatest;
}

type Step<Name extends CommitStep["step"]> = Extract<CommitStep, { step: Name }>;

function only<Name extends CommitStep["step"]>(steps: readonly CommitStep[], name: Name): Step<Name>[] {
  return steps.filter((step): step is Step<Name> => step.step === name);
}

/** In a merge's condition Lance finds columns of the target outside of functions only. */
function unchanged(steps: readonly { readonly row: Step<"replace">["row"] }[]): string {
  return steps.map(({ row }) => `(${identityPredicate(row, "target.")})`).join(" OR ");
}

function deleted(result: { version: number; numDeletedRows: number }): Applied {
  return { version: result.version, count: result.numDeletedRows };
}
