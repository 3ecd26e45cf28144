import type { CallOptions, CountTableRowsRequest, CountTableRowsResponse } from "@lancetree/core";
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
    count: BigInt(await table.countRows(predicate)),
  }));
}
