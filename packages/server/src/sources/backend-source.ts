import type { Namespace } from "@lancetree/core";
import { catalogOfDatabases, hasDatabase, prefixedNamespace, readPrefix } from "@lancetree/federation";
import type { CallerDescription, ChosenNamespace } from "@lancetree/rest-server";
import { type TableWorkers, withTables } from "@lancetree/tables";
import type { CatalogSource } from "./catalog-source.ts";

/**
 * Bytes of each of LanceDB's two caches, of indices and of metadata. With a size, all tables share them; without it LanceDB makes
 * caches for each table that it opens, and freeing them blocks the event loop.
 */
const cacheBytes = 512 * 2 ** 20;

/**
 * Serves the catalog of one backend, which it closes. `db://` clients always name a database: where one of that name was created with
 * `connect_catalog`, which names none, it is the child namespace of that name, and otherwise the whole catalog. A prefix is
 * applied as in a federation.
 */
export function backendSource(
  backend: Namespace & { close(): Promise<void> },
  { description, secrets = [] }: { readonly description: string; readonly secrets?: readonly string[] },
  workers: TableWorkers,
): CatalogSource {
  const namespace = withTables(backend, { boundedSql: true, workers, cacheBytes, vendCredentials: false });
  return {
    async target(headers, dialect, caller): Promise<ChosenNamespace> {
      const database = headers.get("x-lancedb-database");
      if (database === null && dialect === "remote")
        return { namespace: catalogOfDatabases(namespace, caller?.paths === undefined) };
      const below = readPrefix(headers.get("x-lancedb-database-prefix"));
      const isDatabase =
        database !== null && mayKnow(caller, database) && (await hasDatabase(namespace, database));
      const prefix = isDatabase ? [database, ...below] : below;
      return { namespace: prefix.length === 0 ? namespace : prefixedNamespace(namespace, prefix), prefix };
    },
    description,
    secrets: () => secrets,
    files: [],
    probe: async () => {
      await namespace.listNamespaces({ id: [], limit: 1 });
    },
    reload: async () => undefined,
    async close() {
      await namespace.close();
      await backend.close();
    },
  };
}

/** Whether a database is around or at one of the caller's paths. No other one is looked for, so that the caller cannot find out which exist. */
function mayKnow(caller: CallerDescription | undefined, database: string): boolean {
  const { paths } = caller ?? {};
  return paths === undefined || paths.some(([first = database]) => first === database);
}
