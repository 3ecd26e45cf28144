export {
  ConcurrentModificationError,
  type ErrorCode,
  InternalError,
  InvalidInputError,
  InvalidTableStateError,
  isNamespaceError,
  NamespaceAlreadyExistsError,
  NamespaceError,
  NamespaceNotEmptyError,
  NamespaceNotFoundError,
  PermissionDeniedError,
  ServiceUnavailableError,
  TableAlreadyExistsError,
  TableBranchAlreadyExistsError,
  TableBranchNotFoundError,
  TableColumnNotFoundError,
  TableIndexAlreadyExistsError,
  TableIndexNotFoundError,
  TableNotFoundError,
  TableSchemaValidationError,
  TableTagAlreadyExistsError,
  TableTagNotFoundError,
  TableVersionNotFoundError,
  ThrottlingError,
  TransactionNotFoundError,
  UnauthenticatedError,
  UnsupportedError,
} from "@lancetree/core";
export type { HeaderMap } from "./headers.ts";
export { RemoteQuery } from "./remote-query.ts";
export { type MergeInsertOptions, RemoteTable } from "./remote-table.ts";
export { RestNamespace } from "./rest-namespace.ts";
export type { RestNamespaceOptions, RetryOptions } from "./rest-options.ts";
export type { Fetch } from "./transport.ts";
