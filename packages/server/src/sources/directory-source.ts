import { DirectoryNamespace } from "@lancetree/dir-namespace";
import type { TableWorkers } from "@lancetree/tables";
import { backendSource } from "./backend-source.ts";
import type { CatalogSource } from "./catalog-source.ts";

/** Serves the catalog in a folder or a bucket. */
export function directorySource(root: string, workers: TableWorkers): CatalogSource {
  return backendSource(new DirectoryNamespace({ root }), { description: root }, workers);
}
