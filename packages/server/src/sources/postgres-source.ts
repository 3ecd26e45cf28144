import { decodeEscapes } from "@lancetree/core";
import { PostgresNamespace } from "@lancetree/postgres-namespace";
import type { TableWorkers } from "@lancetree/tables";
import type { PostgresSourceOptions } from "../server-options.ts";
import { backendSource } from "./backend-source.ts";
import type { CatalogSource } from "./catalog-source.ts";

/** Serves the catalog in a PostgreSQL database. */
export function postgresSource(
  { postgres, root, catalog }: PostgresSourceOptions,
  workers: TableWorkers,
): CatalogSource {
  const namespace = new PostgresNamespace({ database: postgres, root, catalog });
  const description = `${root}, with its catalog in PostgreSQL`;
  return backendSource(namespace, { description, secrets: secretsOf(postgres) }, workers);
}

/** The password in the URL, as it is written there and decoded. */
function secretsOf(url: string): string[] {
  const password = URL.canParse(url) ? new URL(url).password : "";
  return password === "" ? [] : [password, decodeEscapes(password)];
}
