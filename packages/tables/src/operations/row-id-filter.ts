import type { Query } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";

/** Maximum number of ids in one condition that LanceDB reads quickly. */
const maxRows = 100_000;

/**
 * A condition that selects the rows that a search finds. The same search with this condition as its filter finds
 * these rows with the same scores; with another filter added, it finds those of them that pass that filter.
 *
 * Rejects with Unsupported for more than 100,000 rows.
 */
export async function rowIdFilter(search: Query): Promise<string> {
  const found = await search.withRowId().select([rowId, "_score"]).toArrow();
  if (found.numRows > maxRows) {
    throw new UnsupportedError(
      `A filter after a full text search can choose among at most ${maxRows} rows; set a smaller k, or filter before the search (prefilter).`,
    );
  }
  const ids = [...(found.getChild(rowId) ?? [])].map(String);
  return ids.length === 0 ? "false" : `${rowId} IN (${ids.join(", ")})`;
}

const rowId = "_rowid";
