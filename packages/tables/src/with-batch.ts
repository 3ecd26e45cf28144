import type { Data, DataType, Table } from "apache-arrow";
import { arrow } from "./arrow.ts";

/** Rows as LanceDB takes them: it refuses what has no batch at all, so no rows come as a batch of none. */
export function withBatch(rows: Table): Table {
  if (rows.numRows > 0) return rows;
  const { schema } = rows;
  const children = schema.fields.map(({ type }) => noValues(type));
  const data = arrow.makeData({ type: new arrow.Struct(schema.fields), length: 0, children });
  return new arrow.Table(schema, [new arrow.RecordBatch(schema, data)]);
}

function noValues(type: DataType): Data {
  return arrow.makeBuilder({ type }).finish().flush();
}
