import { loadFederation } from "@lancetree/federation";
import type { TableWorkers } from "@lancetree/tables";
import type { ServerLog } from "./logs/server-log.ts";
import type { ServedSource } from "./served-source.ts";

export interface ServedFederationOptions {
  readonly config: string;
  readonly allowModules: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: ServerLog;
  readonly workers: TableWorkers;
}

/**
 * Serves the databases of TOML files. It is ready as soon as the files are read: that one database cannot be reached is no
 * reason to keep callers from the others.
 *
 * Rejects with InvalidInput that lists what is wrong with the files.
 */
export async function serveFederation(options: ServedFederationOptions): Promise<ServedSource> {
  const { config, allowModules, environment, say, workers } = options;
  const federation = await loadFederation(config, {
    allowModules,
    tables: { boundedSql: true, workers },
    environment,
    // A reload is told by whoever asked for it.
    log: ({ level, message }) => {
      if (level === "error") say(message);
    },
  });
  return {
    target: federation.choose,
    description: `${federation.databases.length} databases of ${config}`,
    secrets: () => federation.secrets,
    files: [config],
    probe: async () => undefined,
    reload: () => federation.reload(),
    close: () => federation.close(),
  };
}
