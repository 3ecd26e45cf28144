import { UnsupportedError } from "@lancetree/core";
import { storageProperties } from "@lancetree/dir-namespace";
import type { TableEngineOptions } from "@lancetree/tables";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import type { NamespaceConnectionOptions } from "./options/connection-options.ts";
import {
  type PostgresOptions,
  type PostgresProperties,
  toPostgresProperties,
} from "./options/postgres-options.ts";

/** A catalog in PostgreSQL, and the storage options that its tables need. */
export interface OpenedPostgres extends Omit<NamespaceConnectionParts, "engine"> {
  tableStorage: Pick<TableEngineOptions, "storageOptions">;
}

/**
 * Opens a catalog in PostgreSQL and loads its package, which is not needed before. Sends nothing to the database.
 *
 * Storage options of either argument are used for both the catalog and the tables: those of `input` take precedence for the
 * catalog, those of the connection for the tables.
 */
export async function openPostgres(
  input: PostgresOptions | PostgresProperties,
  options: NamespaceConnectionOptions,
): Promise<OpenedPostgres> {
  const { storageOptions, storageOptionsProvider, namespaceClientProperties } = options;
  if (storageOptionsProvider !== undefined) {
    // The catalog removes the files of dropped tables itself, also after the call.
    throw new UnsupportedError(
      'The option storageOptionsProvider is not supported with "postgres"; pass storageOptions.',
    );
  }
  const own = toPostgresProperties(input);
  // The url and the root are those of the input.
  const more: PostgresOptions = {
    url: "pglite:",
    root: "/",
    storageOptions,
    extraProperties: namespaceClientProperties,
  };
  const properties = { ...toPostgresProperties(more), ...own };
  const { PostgresNamespace } = await import("@lancetree/postgres-namespace");
  const namespace = PostgresNamespace.fromProperties(properties);
  return {
    namespace,
    description: `postgres: ${properties["root"]}`,
    closeNamespace: () => namespace.close(),
    tableStorage: { storageOptions: { ...storageProperties(properties), ...storageOptions } },
  };
}
