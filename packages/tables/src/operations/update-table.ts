import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  InvalidInputError,
  UnsupportedError,
  type UpdateTableRequest,
  type UpdateTableResponse,
} from "@lancetree/core";
import type { SqlReader } from "../sql/sql-reader.ts";
import { type DataContext, onChangedTable } from "./table-access.ts";

/** Sets columns of the rows that a predicate selects to SQL expressions. */
export async function updateTable(
  context: DataContext,
  request: UpdateTableRequest,
  options?: CallOptions,
): Promise<UpdateTableResponse> {
  const valuesSql = readUpdates(context.sql, request.updates);
  if (request.properties && Object.keys(request.properties).length > 0) {
    throw new UnsupportedError("properties are not supported: LanceDB does not store them with an update.");
  }
  const { branch } = request;
  const where = context.sql.condition("predicate", request.predicate);
  const update = async (table: Table): Promise<UpdateTableResponse> => {
    const { rowsUpdated, version } = await table.update({
      valuesSql,
      ...(where !== undefined && { where }),
    });
    return { updated_rows: rowsUpdated, version };
  };
  return onChangedTable(context, { id: request.id, branch }, options, update, "move");
}

function readUpdates(sql: SqlReader, updates: readonly (readonly string[])[]): Map<string, string> {
  const pairs: [column: string, expression: string][] = [];
  const columns = new Set<string>();
  for (const update of Array.isArray(updates) ? updates : []) {
    const [column, expression] = update;
    if (update.length !== 2 || typeof column !== "string" || typeof expression !== "string") {
      throw new InvalidInputError("Each update must be a pair of a column and an SQL expression.");
    }
    if (columns.has(column)) throw new InvalidInputError(`Column "${column}" is updated twice.`);
    columns.add(column);
    pairs.push([column, expression]);
  }
  if (pairs.length === 0) throw new InvalidInputError("updates must name at least one column.");
  const { expressions } = sql.expressions(
    pairs.map(([column, text]) => [`The value of column "${column}"`, text] as const),
  );
  return new Map(pairs.map(([column], index) => [column, expressions[index] ?? ""]));
}
