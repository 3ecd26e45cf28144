import type { Table } from "@lancetree/tables";
import type { Step } from "../protocol/step.ts";
import { identityPredicate, manifestRecord, quoted } from "./manifest-schema.ts";

export type CommitStep = Extract<Step, { step: "insert" | "replace" | "delete" | "clear" | "rename" }>;

/** Makes one commit on the manifest table, and says which version it made and how many rows it changed. */
export async function applyStep(
  writer: Table,
  step: CommitStep,
): Promise<{ version: number; count: number }> {
  switch (step.step) {
    case "insert": {
      // useIndex(false): only then does Lance compare the inserted keys of two writers.
      const merge = writer.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false);
      const { version, numInsertedRows } = await merge.execute(step.rows.map(manifestRecord));
      return { version, count: numInsertedRows };
    }
    case "replace": {
      const where = identityPredicate(step.row, "target.");
      const merge = writer.mergeInsert("object_id").whenMatchedUpdateAll({ where }).useIndex(false);
      const { version, numUpdatedRows } = await merge.execute([manifestRecord(step.next)]);
      return { version, count: numUpdatedRows };
    }
    case "rename": {
      const where = identityPredicate(step.row, "target.");
      const merge = writer
        .mergeInsert("object_id")
        .whenMatchedUpdateAll({ where })
        .whenNotMatchedInsertAll()
        .useIndex(false);
      const { version, numUpdatedRows, numInsertedRows } = await merge.execute(
        [step.arriving, step.leaving].map(manifestRecord),
      );
      return { version, count: numUpdatedRows + numInsertedRows };
    }
    case "delete":
      return deleted(await writer.delete(identityPredicate(step.row)));
    case "clear": {
      const below = `starts_with(object_id, ${quoted(`${step.row.id}$`)})`;
      const found = await writer.query().where(below).select(["object_id"]).withRowId().toArrow();
      const addresses = found.getChild("_rowid");
      let bound = -1n;
      for (const address of addresses ?? [])
        if (typeof address === "bigint" && address > bound) bound = address;
      // Addresses only grow: whatever is inserted or rewritten from now on lies above the bound.
      const kept =
        step.keep.length === 0 ? "" : ` AND object_id NOT IN (${step.keep.map(quoted).join(", ")})`;
      return deleted(await writer.delete(`${below} AND _rowid <= ${bound}${kept}`));
    }
  }
}

function deleted(result: { version: number; numDeletedRows: number }): { version: number; count: number } {
  return { version: result.version, count: result.numDeletedRows };
}
