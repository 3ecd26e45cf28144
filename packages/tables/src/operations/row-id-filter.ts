import type { Query } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";

/** Ids in one condition that LanceDB still reads quickly. */
const mostRows = 100_000;

/**
 * A condition that the rows meet which a search finds: the same search with this as its filter finds them again, with the same
 * scores, and together with another filter those of them that pass it.
 *
 * Rejects with Unsupported for more than 100,000 rows.
 */
export async function rowIdFilter(search: Query): Promise<string> {
  const found = await search.withRowId().select([rowId, "_score"]).toArrow();
  if (found.numRows > mostRows) {
    throw new UnsupportedError(
      `A filter after a full text search can choose among ${mostRows} rows at most; set a smaller k or filter before.`,
    );
  }
  const ids = [...(found.getChild(rowId) ?? [])].map(String);
  return ids.length === 0 ? "false" : `${rowId} IN (${ids.join(", ")})`;
}

const rowId = "_rowid";
