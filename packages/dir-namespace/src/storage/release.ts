import type { Table } from "@lancetree/tables";

/**
 * Closes a table. LanceDB refuses that for an instant after a call on the table has answered; the table then goes with
 * its last reference.
 */
export function release(table: Table | undefined): void {
  try {
    table?.close();
  } catch {
    // see above
  }
}
