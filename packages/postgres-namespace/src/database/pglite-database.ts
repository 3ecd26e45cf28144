import type { Database, PgLite, Queryable } from "./database.ts";

/** A database over a PGlite, which runs one statement or transaction after the other. */
export function pgliteDatabase(pglite: PgLite, close: () => Promise<void>): Database {
  return {
    ...queryable(pglite),

    async transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
      return (await pglite.transaction((transaction) => work(queryable(transaction)))) as Result;
    },

    close,
  };
}

function queryable(pglite: Pick<PgLite, "query">): Queryable {
  return {
    async query<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
      return (await pglite.query(statement, [...values])).rows as Row[];
    },
  };
}
