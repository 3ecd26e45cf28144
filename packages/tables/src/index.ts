export type { Table } from "@lancedb/lancedb";
export { arrow } from "./arrow.ts";
export { type ArrowPart, readArrowFile } from "./arrow-parts.ts";
export { type CreatedTable, createTableIn, type TableCreation } from "./create-table.ts";
export { type DatasetDescription, describeDataset } from "./describe-dataset.ts";
export type { ContentOptions, TableContent } from "./encode-table.ts";
export {
  openTableEngine,
  type TableEngine,
  type TableEngineOptions,
  type TableTarget,
} from "./engine.ts";
export { demandKnownFeatures } from "./known-features.ts";
export { type Fragment, type LanceManifest, readLanceManifest } from "./lance-manifest.ts";
export { lancedb } from "./lancedb.ts";
export { type FailedCall, toNamespaceError } from "./lancedb-errors.ts";
export { makeFolder } from "./make-folder.ts";
export { unsupportedReasons } from "./operations/unsupported.ts";
export { resolveTable, type TableResolver } from "./resolve-table.ts";
export { newerFeatures } from "./table-features.ts";
export { type TableNames, tableNamesOf } from "./table-names.ts";
export { openTableWorkers, type TableWorkers } from "./table-workers.ts";
export { createViewIn, requireView, type ViewQuery, viewKind } from "./views.ts";
export { type TablesNamespace, type WithTablesOptions, withTables } from "./with-tables.ts";
