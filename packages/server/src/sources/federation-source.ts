import { loadFederation } from "@lancetree/federation";
import type { TableWorkers } from "@lancetree/tables";
import type { ServerLog } from "../logs/server-log.ts";
import type { FederationSourceOptions } from "../server-options.ts";
import type { CatalogSource } from "./catalog-source.ts";

/**
 * Serves the databases of TOML files. It is ready as soon as the files are read: a database that cannot be reached must not keep
 * callers from the others.
 *
 * Rejects with InvalidInput that lists what is wrong with the files.
 */
export async function federationSource(
  { config, allowModules = false, environment }: FederationSourceOptions,
  workers: TableWorkers,
  log: ServerLog,
): Promise<CatalogSource> {
  const federation = await loadFederation(config, {
    allowModules,
    tables: { boundedSql: true, workers },
    ...(environment && { environment }),
    // The caller of `reload` reports reloads.
    log: ({ level, message }) => {
      if (level === "error") log(message);
    },
  });
  const count = federation.databases.length;
  return {
    target: federation.choose,
    description: `${count} ${count === 1 ? "database" : "databases"} of ${config}`,
    secrets: () => federation.secrets,
    files: [config],
    probe: async () => undefined,
    reload: () => federation.reload(),
    close: () => federation.close(),
  };
}
