export type { ArrowData } from "./arrow-data.ts";
export { BaseNamespace } from "./base-namespace.ts";
export type { CallOptions } from "./call-options.ts";
export { type ErrorCodeEntry, errorCodes, isErrorCode } from "./error-codes.ts";
export { errorFromCode } from "./error-from-code.ts";
export { type ErrorResponse, fromErrorResponse, toErrorResponse } from "./error-response.ts";
export * from "./errors.ts";
export { escapeControlChars } from "./escape-control-chars.ts";
export { inHomeFolder } from "./home-folder.ts";
export {
  defaultDelimiter,
  formatIdentifier,
  parseIdentifier,
  validateAddress,
  validateComponent,
  validatePath,
  validateTableAddress,
  validateTablePath,
} from "./identifier.ts";
export {
  type CreateMode,
  type DropBehavior,
  type DropMode,
  formatCreateMode,
  formatDropBehavior,
  formatDropMode,
  formatInsertMode,
  formatRegisterMode,
  type InsertMode,
  parseCreateMode,
  parseDropBehavior,
  parseDropMode,
  parseInsertMode,
  parseRegisterMode,
  type RegisterMode,
} from "./mode.ts";
export type { Namespace } from "./namespace.ts";
export type { NamespaceErrorOptions } from "./namespace-error.ts";
export type {
  BranchOperations,
  CreateTableBranchRequest,
  CreateTableBranchResponse,
  DeleteTableBranchRequest,
  DeleteTableBranchResponse,
  ListTableBranchesRequest,
  ListTableBranchesResponse,
} from "./operations/branches.ts";
export type {
  AlterTableAddColumnsRequest,
  AlterTableAddColumnsResponse,
  AlterTableAlterColumnsRequest,
  AlterTableAlterColumnsResponse,
  AlterTableBackfillColumnsRequest,
  AlterTableBackfillColumnsResponse,
  AlterTableDropColumnsRequest,
  AlterTableDropColumnsResponse,
  ColumnOperations,
  UpdateFieldMetadataRequest,
  UpdateFieldMetadataResponse,
  UpdateTableSchemaMetadataRequest,
  UpdateTableSchemaMetadataResponse,
} from "./operations/columns.ts";
export type {
  CreateTableIndexRequest,
  CreateTableIndexResponse,
  CreateTableScalarIndexRequest,
  CreateTableScalarIndexResponse,
  DescribeTableIndexStatsRequest,
  DescribeTableIndexStatsResponse,
  DropTableIndexRequest,
  DropTableIndexResponse,
  IndexOperations,
  ListTableIndicesRequest,
  ListTableIndicesResponse,
} from "./operations/indices.ts";
export type {
  CreateNamespaceRequest,
  CreateNamespaceResponse,
  DescribeNamespaceRequest,
  DescribeNamespaceResponse,
  DropNamespaceRequest,
  DropNamespaceResponse,
  ListNamespacesRequest,
  ListNamespacesResponse,
  NamespaceExistsRequest,
  NamespaceExistsResponse,
  NamespaceOperations,
} from "./operations/namespaces.ts";
export type {
  AnalyzeTableQueryPlanRequest,
  AnalyzeTableQueryPlanResponse,
  CountTableRowsRequest,
  CountTableRowsResponse,
  DeleteFromTableRequest,
  DeleteFromTableResponse,
  ExplainTableQueryPlanRequest,
  ExplainTableQueryPlanResponse,
  InsertIntoTableRequest,
  InsertIntoTableResponse,
  MergeInsertIntoTableRequest,
  MergeInsertIntoTableResponse,
  QueryTableRequest,
  QueryTableResponse,
  RowOperations,
  UpdateTableRequest,
  UpdateTableResponse,
} from "./operations/rows.ts";
export type {
  CreateTableRequest,
  CreateTableResponse,
  DeclareTableRequest,
  DeclareTableResponse,
  DeregisterTableRequest,
  DeregisterTableResponse,
  DescribeTableRequest,
  DescribeTableResponse,
  DropTableRequest,
  DropTableResponse,
  GetTableStatsRequest,
  GetTableStatsResponse,
  ListAllTablesRequest,
  ListAllTablesResponse,
  ListTablesRequest,
  ListTablesResponse,
  RegisterTableRequest,
  RegisterTableResponse,
  RenameTableRequest,
  RenameTableResponse,
  TableExistsRequest,
  TableExistsResponse,
  TableOperations,
} from "./operations/tables.ts";
export type {
  CreateTableTagRequest,
  CreateTableTagResponse,
  DeleteTableTagRequest,
  DeleteTableTagResponse,
  GetTableTagVersionRequest,
  GetTableTagVersionResponse,
  ListTableTagsRequest,
  ListTableTagsResponse,
  TagOperations,
  UpdateTableTagRequest,
  UpdateTableTagResponse,
} from "./operations/tags.ts";
export type {
  AlterTransactionRequest,
  AlterTransactionResponse,
  DescribeTransactionRequest,
  DescribeTransactionResponse,
  TransactionOperations,
} from "./operations/transactions.ts";
export type {
  BatchCommitTablesRequest,
  BatchCommitTablesResponse,
  BatchCreateTableVersionsRequest,
  BatchCreateTableVersionsResponse,
  BatchDeleteTableVersionsRequest,
  BatchDeleteTableVersionsResponse,
  CreateTableVersionRequest,
  CreateTableVersionResponse,
  DescribeTableVersionRequest,
  DescribeTableVersionResponse,
  ListTableVersionsRequest,
  ListTableVersionsResponse,
  RestoreTableRequest,
  RestoreTableResponse,
  VersionOperations,
} from "./operations/versions.ts";
export type {
  CreateMaterializedViewRequest,
  CreateMaterializedViewResponse,
  RefreshMaterializedViewRequest,
  RefreshMaterializedViewResponse,
  ViewOperations,
} from "./operations/views.ts";
export { compareBytes } from "./order.ts";
export {
  type NamePage,
  type PageRequest,
  type Pages,
  type PaginateOptions,
  pageOf,
  paginate,
  validatePageRequest,
} from "./pages.ts";
export { parseProperties } from "./properties.ts";
export { quote } from "./quote.ts";
export {
  type ObjectRequest,
  parseCreateNamespace,
  parseCreateTable,
  parseDeclareTable,
  parseDropNamespace,
  parseListAllTables,
  parseListNamespaces,
  parseListTables,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
} from "./requests.ts";
export {
  type CreateTableRequestWithoutData,
  type StagedTable,
  type StagedTableCreation,
  supportsStagedCreation,
} from "./staged-creation.ts";
export { withoutSourceLocations, withoutTrailing } from "./strip.ts";
export { isSystemError } from "./system-error.ts";
export {
  type CloneTableRequest,
  type CloneTableResponse,
  supportsCloning,
  supportsFinding,
  type TableCloning,
  type TableFinding,
  type TablesAtRequest,
  type TablesAtResponse,
} from "./table-cloning.ts";
export {
  alreadyExists,
  type KindOf,
  namespaceNotEmpty,
  namespaceNotFound,
  type ObjectKind,
  requireNamespace,
  requireParent,
  requireTable,
  resolveCreate,
  tableNotFound,
} from "./tree.ts";
