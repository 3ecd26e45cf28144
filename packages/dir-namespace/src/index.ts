export type { DirectoryNamespaceOptions } from "./configuration.ts";
export { DirectoryNamespace } from "./directory-namespace.ts";
export { foldCatalog } from "./maintenance/fold-catalog.ts";
export { type CatalogInspection, inspectCatalog } from "./maintenance/inspect-catalog.ts";
export { type Pruned, type PruneOptions, pruneVersions } from "./maintenance/prune-versions.ts";
export {
  removeUnnamedFolders,
  type UnnamedFolder,
  unnamedFolders,
} from "./maintenance/unnamed-folders.ts";
