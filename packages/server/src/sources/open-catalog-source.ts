import type { ServerLog } from "../logs/server-log.ts";
import type { ServerSource } from "../server-options.ts";
import type { CatalogSource } from "./catalog-source.ts";

/** Opens a source. Rejects with InvalidInput for a configuration that is not valid. */
export async function openCatalogSource(source: ServerSource, log: ServerLog): Promise<CatalogSource> {
  if ("namespace" in source) {
    const { namespaceSource } = await import("./namespace-source.ts");
    return namespaceSource(source.namespace);
  }
  const { withWorkers } = await import("./with-workers.ts");
  return withWorkers(async (workers) => {
    if ("postgres" in source) {
      const { postgresSource } = await import("./postgres-source.ts");
      return postgresSource(source, workers);
    }
    if ("root" in source) {
      const { directorySource } = await import("./directory-source.ts");
      return directorySource(source.root, workers);
    }
    const { federationSource } = await import("./federation-source.ts");
    return federationSource(source, workers, log);
  });
}
