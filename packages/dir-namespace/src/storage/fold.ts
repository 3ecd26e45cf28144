import type { Table } from "@lancetree/tables";

/** Fragments from which reading and writing become noticeably slower; a large table is worth more of them. */
const MANY = 32;
const ROWS_PER_FRAGMENT = 500;

/** Whether the table has fallen into so many pieces that it should be folded. */
export function isWorn(fragments: number, rows: number): boolean {
  const many = MANY + rows / ROWS_PER_FRAGMENT;
  // Of several processes that see this at once one is enough, most of the time.
  return fragments > 2 * many || (fragments > many && Math.random() < 0.5);
}

/**
 * Rewrites all rows into one fragment: a merge of the table with itself, in which each row is written only if it is still as
 * it was read. LanceDB's own `optimize` would do the same, but walks every kept version, and prunes by default; a pruned
 * version makes native clients lose writes.
 */
export async function fold(table: Table): Promise<void> {
  await table.checkoutLatest();
  const rows = await table.query().toArrow();
  if (rows.numRows === 0) return;
  const where = ["object_type", "location", "metadata"]
    .map(
      (column) =>
        `(target.${column} = source.${column} OR (target.${column} IS NULL AND source.${column} IS NULL))`,
    )
    .join(" AND ");
  await table.mergeInsert("object_id").whenMatchedUpdateAll({ where }).useIndex(false).execute(rows);
}
