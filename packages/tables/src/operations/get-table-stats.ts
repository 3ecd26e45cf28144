import type { CallOptions, GetTableStatsRequest, GetTableStatsResponse } from "@lancetree/core";
import { type DataContext, onTable } from "./table-access.ts";

/** Returns the size of a table. */
export async function getTableStats(
  context: DataContext,
  request: GetTableStatsRequest,
  options?: CallOptions,
): Promise<GetTableStatsResponse> {
  const { id, branch } = request;
  return onTable(context, { id, branch }, options, async (table) => {
    const { totalBytes, numRows, numIndices, fragmentStats } = await table.stats();
    return {
      total_bytes: totalBytes,
      num_rows: numRows,
      num_indices: numIndices,
      fragment_stats: {
        num_fragments: fragmentStats.numFragments,
        num_small_fragments: fragmentStats.numSmallFragments,
        lengths: fragmentStats.lengths,
      },
    };
  });
}
