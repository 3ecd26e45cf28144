import type { CommandContext } from "../command.ts";
import type { ServerLog } from "./logs/server-log.ts";
import type { ServeSettings } from "./serve-settings.ts";
import type { ServedSource } from "./served-source.ts";

/** Processes for operations that change tables, and as many for those that only read; each takes some 100 MB while it has work. */
const mostWorkers = 4;

/** Opens what the settings say. Rejects with InvalidInput for a configuration that is not valid. */
export async function openSource(
  { source, allowModules }: ServeSettings,
  environment: CommandContext["environment"],
  say: ServerLog,
): Promise<ServedSource> {
  const { openTableWorkers } = await import("@lancetree/tables");
  const workers = openTableWorkers({ most: mostWorkers });
  const opened = await open();
  return {
    ...opened,
    async close() {
      workers.close();
      await opened.close();
    },
  };

  async function open(): Promise<ServedSource> {
    if ("root" in source) {
      const { serveRoot } = await import("./served-root.ts");
      return serveRoot(source.root, workers);
    }
    const { serveFederation } = await import("./served-federation.ts");
    return serveFederation({ config: source.config, allowModules, environment, say, workers });
  }
}
