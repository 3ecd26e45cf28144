import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type PgLite, PostgresNamespace, type PostgresNamespaceOptions } from "../../src/index.ts";

/** A database, a root, and catalogs over both. Each test has a catalog and a root of its own. */
export interface Catalogs {
  readonly pglite: PGlite;
  readonly root: string;
  open(options?: Partial<PostgresNamespaceOptions>): PostgresNamespace;
  /** A catalog over the same database that waits for a function before each statement outside of transactions. */
  observed(before: (values: readonly unknown[]) => unknown): PostgresNamespace;
}

/** Makes them in hooks of the file's tests. */
export function useCatalogs(): () => Catalogs {
  let pglite: PGlite;
  let folder: string;
  let count = 0;
  let opened: PostgresNamespace[] = [];

  beforeAll(async () => {
    pglite = await PGlite.create();
    folder = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  });

  beforeEach(async () => {
    count += 1;
    return async () => {
      for (const namespace of opened) await namespace.close();
      opened = [];
    };
  });

  afterAll(async () => {
    await pglite.close();
    await rm(folder, { recursive: true, force: true });
  });

  function open(options?: Partial<PostgresNamespaceOptions>): PostgresNamespace {
    const own = { database: pglite, root: join(folder, String(count)), catalog: `c${count}` };
    const namespace = new PostgresNamespace({ ...own, ...options });
    opened.push(namespace);
    return namespace;
  }

  return () => ({
    pglite,
    root: join(folder, String(count)),
    open,
    observed(before) {
      const database: PgLite = {
        async query(statement, values = []) {
          await before(values);
          return pglite.query(statement, values);
        },
        transaction: pglite.transaction.bind(pglite),
      };
      return open({ database });
    },
  });
}
