import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CountTableRowsRequest,
  type CountTableRowsResponse,
  isError,
} from "@lancetree/core";
import { type DataContext, onPooledTable } from "./table-access.ts";

/** Counts the rows of a version that a predicate selects. A table that is only declared has none. */
export async function countTableRows(
  context: DataContext,
  request: CountTableRowsRequest,
  options?: CallOptions,
): Promise<CountTableRowsResponse> {
  const none = { count: 0n };
  const predicate = context.sql.condition("predicate", request.predicate);
  return onPooledTable(context, request, options, none, async (table) => ({
    count: BigInt(await countRows(table, predicate)),
  }));
}

/**
 * LanceDB fails to count the rows that a condition names by their ids (`_rowid = 1`, `_rowid IN (1, 2)`), so these are read; there are no
 * more of them than the condition has ids.
 */
async function countRows(table: Table, predicate: string | undefined): Promise<number> {
  try {
    return await table.countRows(predicate);
  } catch (error) {
    const hasIds = isError(error) && error.message.includes("count_pushdown");
    if (predicate === undefined || !hasIds) throw error;
    return (await table.query().where(predicate).select(["_rowid"]).toArrow()).numRows;
  }
}
