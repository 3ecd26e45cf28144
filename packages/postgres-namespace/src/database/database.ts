/** Runs one statement with values for `$1`, `$2` and so on. */
export interface Queryable {
  query<Row extends object>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** A database that speaks PostgreSQL's dialect. No call needs a session of its own, so that a pooler may be in between. */
export interface Database extends Queryable {
  /** Runs `work` in one transaction, which is rolled back if it rejects. */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** What the catalog calls on a pool of `pg`. */
export interface PgPool {
  query(statement: string, values: unknown[]): Promise<{ readonly rows: unknown[] }>;
  connect(): Promise<PgClient>;
}

/** What the catalog calls on a client of such a pool. */
export interface PgClient {
  query(statement: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
  /** @param error - if given, the client is closed and not used again */
  release(error?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

/** What the catalog calls on a PGlite. */
export interface PgLite {
  query(statement: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
  transaction<Result>(
    work: (transaction: Pick<PgLite, "query">) => Promise<Result>,
  ): Promise<Result | undefined>;
}
