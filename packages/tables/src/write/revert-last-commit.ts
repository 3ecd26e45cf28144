import type { Table } from "@lancedb/lancedb";

/**
 * Takes back what this process committed last, by one more version with the content of an older one. False, and nothing
 * done, when somebody else has committed since: going back would lose that.
 */
export async function revertLastCommit(table: Table, before: number, ours: number): Promise<boolean> {
  await table.checkoutLatest();
  if ((await table.version()) !== ours) return false;
  await table.checkout(before);
  await table.restore();
  return true;
}
