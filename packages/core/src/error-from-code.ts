import type { ErrorCode } from "./error-codes.ts";
import {
  ConcurrentModificationError,
  InternalError,
  InvalidInputError,
  InvalidTableStateError,
  NamespaceAlreadyExistsError,
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
} from "./errors.ts";
import type { NamespaceError, NamespaceErrorOptions } from "./namespace-error.ts";

const classes: {
  readonly [Code in ErrorCode]: new (
    message: string,
    options?: NamespaceErrorOptions,
  ) => NamespaceError;
} = {
  0: UnsupportedError,
  1: NamespaceNotFoundError,
  2: NamespaceAlreadyExistsError,
  3: NamespaceNotEmptyError,
  4: TableNotFoundError,
  5: TableAlreadyExistsError,
  6: TableIndexNotFoundError,
  7: TableIndexAlreadyExistsError,
  8: TableTagNotFoundError,
  9: TableTagAlreadyExistsError,
  10: TransactionNotFoundError,
  11: TableVersionNotFoundError,
  12: TableColumnNotFoundError,
  13: InvalidInputError,
  14: ConcurrentModificationError,
  15: PermissionDeniedError,
  16: UnauthenticatedError,
  17: ServiceUnavailableError,
  18: InternalError,
  19: InvalidTableStateError,
  20: TableSchemaValidationError,
  21: ThrottlingError,
  22: TableBranchNotFoundError,
  23: TableBranchAlreadyExistsError,
};

/** Makes the error of a code, as an instance of the code's own class. */
export function errorFromCode(
  code: ErrorCode,
  message: string,
  options?: NamespaceErrorOptions,
): NamespaceError {
  return new classes[code](message, options);
}
