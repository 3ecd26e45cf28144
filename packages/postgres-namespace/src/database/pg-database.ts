import { isError } from "@lancetree/core";
import type { Database, PgPool, Queryable } from "./database.ts";

/** A database over a pool of `pg`. */
export function pgDatabase(pool: PgPool, close: () => Promise<void>): Database {
  return {
    async query<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
      return (await pool.query(statement, [...values])).rows as Row[];
    },

    async transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result> {
      const client = await pool.connect();
      // The statement in progress rejects as well; without a listener the process would end.
      client.on("error", ignoreError);
      const transaction: Queryable = {
        async query<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
          return (await client.query(statement, [...values])).rows as Row[];
        },
      };
      try {
        await client.query("begin");
        const result = await work(transaction);
        await client.query("commit");
        client.removeListener("error", ignoreError);
        client.release();
        return result;
      } catch (error) {
        // A client that cannot roll back is in an unknown state; the pool opens another one.
        const failed = await client.query("rollback").then(
          () => undefined,
          (reason: unknown) => (isError(reason) ? reason : true),
        );
        client.removeListener("error", ignoreError);
        client.release(failed);
        throw error;
      }
    },

    close,
  };
}

function ignoreError(): void {}
