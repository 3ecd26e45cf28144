export type { Table } from "@lancedb/lancedb";
export { readArrowStream } from "./arrow-stream.ts";
export { type CreatedTable, createTableIn, type TableCreation } from "./create-table.ts";
export { type DatasetDescription, describeDataset } from "./describe-dataset.ts";
export {
  openTableEngine,
  type TableEngine,
  type TableEngineOptions,
  type TableTarget,
} from "./engine.ts";
export { writeArrow } from "./insert-into-table.ts";
export { type FailedCall, toNamespaceError } from "./lancedb-errors.ts";
export { resolveTable, type TableResolver } from "./resolve-table.ts";
export { type TablesNamespace, type WithTablesOptions, withTables } from "./with-tables.ts";
