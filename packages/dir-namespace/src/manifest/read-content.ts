import type { TableReader } from "@lancetree/tables";
import { BaseRun } from "../index/base-run.ts";
import { decodeColumns, rowColumns } from "../index/decode-columns.ts";
import { RowIndex } from "../index/row-index.ts";
import { rowOrder } from "../index/row-order.ts";
import type { Rows } from "../model/rows.ts";
import { quoted } from "./manifest-schema.ts";

/** The content of one version of the manifest table. */
export interface ManifestContent {
  readonly rows: Rows;
  /** Why the catalog cannot be changed, and how to repair it. */
  readonly damage: readonly string[];
}

export async function readContent(table: TableReader): Promise<ManifestContent> {
  const { columns, foreign } = decodeColumns(await table.read({ columns: rowColumns }));
  const { order, duplicates } = rowOrder(columns);
  return {
    rows: RowIndex.of(new BaseRun(columns, order)),
    damage: [...duplicates.map(describeDuplicate), ...[...foreign].map(describeForeign)],
  };
}

function describeDuplicate(id: string): string {
  return `the id ${JSON.stringify(id)} is in more than one row: delete all but one of them from the __manifest table, by a predicate on object_id and on a column that differs (location or metadata)`;
}

function describeForeign(kind: string): string {
  return `there are rows of the unknown type ${JSON.stringify(kind)}: delete them from the __manifest table (object_type = ${quoted(kind)})`;
}
