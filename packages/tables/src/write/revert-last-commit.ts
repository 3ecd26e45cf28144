import type { Table } from "@lancedb/lancedb";

/**
 * Reverts the last commit of this process by one more version with the content of an older one. Returns false and does nothing when
 * another writer has committed since: reverting would lose that commit.
 */
export async function revertLastCommit(table: Table, before: number, version: number): Promise<boolean> {
  await table.checkoutLatest();
  if ((await table.version()) !== version) return false;
  await table.checkout(before);
  await table.restore();
  return true;
}
