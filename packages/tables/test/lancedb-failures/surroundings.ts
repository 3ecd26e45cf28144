import type { Connection, CreateTableOptions, Table } from "@lancedb/lancedb";
import { arrow } from "../../src/arrow/apache-arrow.ts";

/** The environment in which failures are provoked. */
export interface Surroundings {
  readonly folder: string;
  readonly db: Connection;
  /** Creates a table with columns `id` and `text`. */
  readonly table: (options?: Partial<CreateTableOptions>) => Promise<Table>;
  readonly folderOf: (table: Table) => string;
}

/** A call that fails, and the code of the spec that its error means. */
export type LancedbFailure = readonly [
  name: string,
  code: number,
  provoke: (surroundings: Surroundings) => Promise<unknown>,
];

const { Field, Int32, Utf8, Schema } = arrow;
export const schema = new Schema([new Field("id", new Int32(), true), new Field("text", new Utf8(), true)]);
export const rows = Array.from({ length: 20 }, (_, id) => ({ id, text: `puppy ${id}` }));

export function where(condition: string): LancedbFailure[2] {
  return async ({ table }) => (await table()).query().where(condition).toArray();
}

export function selecting(expression: string): LancedbFailure[2] {
  return async ({ table }) =>
    (await table())
      .query()
      .select(new Map([["x", expression]]))
      .toArray();
}

/** Two objects for one table, of which the first commits and the second does not know it. */
export async function twice({ db, table }: Surroundings): Promise<[Table, Table]> {
  const { name } = await table();
  return [await db.openTable(name), await db.openTable(name)];
}
