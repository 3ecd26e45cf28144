export type { Table } from "@lancedb/lancedb";
export { arrow } from "./arrow/apache-arrow.ts";
export { type ArrowPart, readArrowFile } from "./arrow/arrow-parts.ts";
export type { ContentOptions, TableContent } from "./engine/encode-table.ts";
export {
  openTableEngine,
  type TableEngine,
  type TableEngineOptions,
} from "./engine/engine.ts";
export { isLanceDbLoaded, lancedb } from "./engine/lancedb.ts";
export { removeTableFolder } from "./engine/remove-table-folder.ts";
export { renewedOptions, type StorageOptionsProvider } from "./engine/renewed-options.ts";
export { resolveTable, type TableResolver } from "./engine/resolve-table.ts";
export { snakeCaseOption } from "./engine/snake-case-option.ts";
export { type TableNames, tableNamesOf } from "./engine/table-names.ts";
export { type RowSelection, type TableReader, tableReader } from "./engine/table-reader.ts";
export type { TableTarget } from "./engine/table-target.ts";
export type { FailedCall } from "./errors/known-message.ts";
export { toNamespaceError } from "./errors/lancedb-errors.ts";
export { FileStatus } from "./lance-files/file-status.ts";
export { requireKnownFeatures } from "./lance-files/known-features.ts";
export { type Fragment, type LanceManifest, readLanceManifest } from "./lance-files/lance-manifest.ts";
export { makeFolder } from "./lance-files/make-folder.ts";
export { manifestName } from "./lance-files/manifest-name.ts";
export { newerFeatures } from "./lance-files/table-features.ts";
export { type DatasetDescription, describeDataset } from "./operations/describe-dataset.ts";
export { unsupportedReasons } from "./operations/unsupported.ts";
export { createViewIn, requireView, type ViewQuery, viewKind } from "./views/create-view.ts";
export { type TablesNamespace, type WithTablesOptions, withTables } from "./with-tables.ts";
export { openTableWorkers, type TableWorkers } from "./workers/table-workers.ts";
export { type CreatedTable, createTableIn, type TableCreation } from "./write/create-table.ts";
