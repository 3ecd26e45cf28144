export type { OperationName } from "@lancetree/spec";
export type { ArrowData } from "./arrow-data.ts";
export type { CallOptions } from "./call-options.ts";
export {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  type CatalogExtensions,
  type DroppedObject,
  type ExtensionName,
  extensionNames,
  type ListDroppedRequest,
  type ListDroppedResponse,
  type PurgeDroppedRequest,
  type PurgeDroppedResponse,
  parseAlterProperties,
  parseListDropped,
  parsePurgeDropped,
  parseUndrop,
  supportsExtension,
  supportsExtensions,
  type UndropRequest,
  type UndropResponse,
} from "./catalog-extensions.ts";
export { databaseProperty } from "./database-property.ts";
export { decodeEscapes } from "./decode-escapes.ts";
export { type ErrorCodeEntry, errorCodes, isErrorCode } from "./error-codes.ts";
export { errorFromCode } from "./error-from-code.ts";
export { type ErrorResponse, fromErrorResponse, toErrorResponse } from "./error-response.ts";
export * from "./errors.ts";
export { escapeControlChars } from "./escape-control-chars.ts";
export { exists } from "./exists.ts";
export { BaseNamespace } from "./generated/base-namespace.ts";
export { extensionTable } from "./generated/extension-table.ts";
export { operationNames } from "./generated/operation-names.ts";
export type * from "./generated/operation-types.ts";
export { isHopByHopHeader, minTimestampHeader } from "./headers.ts";
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
export { isError, isSystemError } from "./is-error.ts";
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
export { findNearest } from "./nearest.ts";
export {
  type FindObjectsRequest,
  type FindObjectsResponse,
  type FoundObject,
  type ObjectFinding,
  parseFindObjects,
} from "./object-finding.ts";
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
export { changeProperties, type PropertyChange, parseProperties } from "./properties.ts";
export { isProtected, protectedError, protectedProperty, refuseProtection } from "./protected-property.ts";
export { quote } from "./quote.ts";
export { raceAbort } from "./race-abort.ts";
export { checkReferenceName } from "./reference-name.ts";
export {
  type ObjectRequest,
  parseCreateNamespace,
  parseCreateTable,
  parseDeclareTable,
  parseDescribeTable,
  parseDropNamespace,
  parseListAllTables,
  parseListNamespaces,
  parseListTables,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
} from "./requests.ts";
export { secretsInUrl } from "./secrets-in-url.ts";
export {
  type CreateTableRequestWithoutData,
  type StagedTable,
  type StagedTableCreation,
  supportsStagedCreation,
} from "./staged-creation.ts";
export {
  lesserPermission,
  type StorageAccess,
  type StoragePermission,
  storagePermissions,
  type VendedAccess,
} from "./storage-access.ts";
export { storedId } from "./stored-id.ts";
export { withoutSourceLocations, withoutTrailing } from "./strip.ts";
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
export { encodeTableLocation, validateTableLocation } from "./table-location.ts";
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
export {
  listChildren,
  listNamespaceNames,
  listTableNames,
  type TreeChild,
  type WalkEntry,
  type WalkOptions,
  walk,
} from "./walk.ts";
