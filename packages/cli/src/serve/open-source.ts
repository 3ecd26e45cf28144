import type { CommandContext } from "../command.ts";
import type { ServerLog } from "./logs/server-log.ts";
import type { ServeSettings } from "./serve-settings.ts";
import type { ServedSource } from "./served-source.ts";

/** Opens what the settings say. Rejects with InvalidInput for a configuration that is not valid. */
export async function openSource(
  { source, allowModules }: ServeSettings,
  environment: CommandContext["environment"],
  say: ServerLog,
): Promise<ServedSource> {
  if ("root" in source) {
    const { serveRoot } = await import("./served-root.ts");
    return serveRoot(source.root);
  }
  const { serveFederation } = await import("./served-federation.ts");
  return serveFederation({ config: source.config, allowModules, environment, say });
}
