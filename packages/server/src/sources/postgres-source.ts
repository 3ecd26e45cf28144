import { secretsInUrl } from "@lancetree/core";
import { PostgresNamespace } from "@lancetree/postgres-namespace";
import type { TableWorkers } from "@lancetree/tables";
import type { PostgresSourceOptions } from "../server-options.ts";
import { backendSource } from "./backend-source.ts";
import type { CatalogSource } from "./catalog-source.ts";

/** Serves the catalog in a PostgreSQL database. */
export function postgresSource(
  { postgres, root, catalog, retainSeconds, tableVersionTrackingEnabled }: PostgresSourceOptions,
  workers: TableWorkers,
): CatalogSource {
  const options = { root, catalog, retainSeconds, tableVersionTrackingEnabled };
  const namespace = new PostgresNamespace({ ...options, database: postgres });
  const description = `${root}, with its catalog in PostgreSQL`;
  return backendSource(namespace, { description, secrets: secretsInUrl(postgres) }, workers);
}
