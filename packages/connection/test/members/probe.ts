import type { Connection, Table } from "@lancedb/lancedb";

/** What a probe works with: its own empty database and, for members of a table, a table of three rows in it. */
export interface Subject {
  readonly db: Connection;
  readonly table: Table;
  /** The folder of the database. */
  readonly folder: string;
}

/** Uses a member of LanceDB's classes and demands that it did its work; rejects where it did not. */
export type Probe = (subject: Subject) => Promise<void>;

export const rows = [
  { id: 1, vector: [0, 1], text: "a puppy plays" },
  { id: 2, vector: [1, 0], text: "two cats sleep" },
  { id: 3, vector: [1, 1], text: "a puppy near cats" },
];

/** Row ids that do not change are what views and branches of rows need. */
export const stable = { storageOptions: { newTableEnableStableRowIds: "true" } };
