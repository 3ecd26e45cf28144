import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Database, PgLite, PgPool } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { pgDatabase } from "./pg-database.ts";
import { pgliteDatabase } from "./pglite-database.ts";

/** Milliseconds for which a connection may be opened, and for which a statement may run: a cascade of a million objects takes minutes. */
const connectionTimeoutMs = 10_000;
const statementTimeoutMs = 600_000;

const forms =
  'a URL "postgres://user@host/database", a folder "pglite:./folder", a pool of pg, or a PGlite object';

/**
 * Opens a database. A URL loads its library at the first statement. A pool or a PGlite of the caller stays open when the database is
 * closed.
 *
 * @throws InvalidInputError for anything else; the value is not shown, because a URL may contain a password
 */
export function openDatabase(database: unknown): Database {
  if (typeof database === "string") {
    if (/^postgres(?:ql)?:\/\//.test(database)) return onDemand(() => openPool(database));
    if (database.startsWith("pglite:")) return onDemand(() => openPglite(database.slice("pglite:".length)));
  } else if (isPglite(database)) {
    return pgliteDatabase(database, async () => undefined);
  } else if (isPool(database)) {
    return pgDatabase(database, async () => undefined);
  }
  throw new InvalidInputError(`The database of a PostgreSQL catalog must be ${forms}.`);
}

async function openPool(url: string): Promise<Database> {
  const { default: pg } = await loaded(import("pg"), "pg", "postgres://");
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that the server closes is replaced by the pool; without a listener the process would end.
  pool.on("error", () => undefined);
  return pgDatabase(pool, () => pool.end());
}

async function openPglite(folder: string): Promise<Database> {
  const { PGlite } = await loaded(import("@electric-sql/pglite"), "@electric-sql/pglite", "pglite:");
  if (folder === "") {
    const pglite = await PGlite.create();
    return pgliteDatabase(pglite, () => pglite.close());
  }
  const unlock = await lockFolder(folder);
  try {
    const pglite = await PGlite.create({ dataDir: folder });
    return pgliteDatabase(pglite, async () => {
      try {
        await pglite.close();
      } finally {
        await unlock();
      }
    });
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function loaded<Module>(module: Promise<Module>, name: string, scheme: string): Promise<Module> {
  try {
    return await module;
  } catch (cause) {
    throw new UnsupportedError(`A database ${scheme} needs ${name}. Install it: npm install ${name}`, {
      cause,
    });
  }
}

/** Opens a database at its first use; a failed opening is tried again by the next use. */
function onDemand(open: () => Promise<Database>): Database {
  let opened: Promise<Database> | undefined;
  const database = (): Promise<Database> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    query: async (statement, values) => (await database()).query(statement, values),
    transaction: async (work) => (await database()).transaction(work),
    async close() {
      const current = await opened?.catch(() => undefined);
      opened = undefined;
      await current?.close();
    },
  };
}

function isPglite(value: unknown): value is PgLite {
  return hasMethods(value, ["query", "transaction"]);
}

function isPool(value: unknown): value is PgPool {
  return hasMethods(value, ["query", "connect"]);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}
