export { DirectoryNamespace } from "./directory-namespace.ts";
export { compactCatalog } from "./maintenance/compact-catalog.ts";
export { type CatalogInspection, inspectCatalog } from "./maintenance/inspect-catalog.ts";
export {
  minGraceMs,
  type OrphanFolder,
  orphanFolders,
  removeOrphanFolders,
} from "./maintenance/orphan-folders.ts";
export { type Pruned, type PruneOptions, pruneVersions } from "./maintenance/prune-versions.ts";
export type { DirectoryNamespaceOptions } from "./options/directory-options.ts";
export { lanceStorageOptions } from "./options/lance-storage-options.ts";
export { booleanProperty, storageProperties } from "./options/string-properties.ts";
export { checkVendorProperties } from "./vending/check-vendor-properties.ts";
