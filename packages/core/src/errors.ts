/** The error classes and the functions that distinguish them. Every package that users import from exports them. */
import { NamespaceError, type NamespaceErrorOptions } from "./namespace-error.ts";

export type { ErrorCode } from "./error-codes.ts";
export { isNamespaceError, NamespaceError } from "./namespace-error.ts";

/** The operation, or one of its options, is not supported by this backend. Code 0, HTTP 406. */
export class UnsupportedError extends NamespaceError {
  declare readonly code: 0;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(0, message, options);
  }
}

/** A namespace does not exist: the requested one, or one above it. Code 1, HTTP 404. */
export class NamespaceNotFoundError extends NamespaceError {
  declare readonly code: 1;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(1, message, options);
  }
}

/** A namespace already has the name. Code 2, HTTP 409. */
export class NamespaceAlreadyExistsError extends NamespaceError {
  declare readonly code: 2;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(2, message, options);
  }
}

/** The namespace is not empty, and the drop was not a cascade. Code 3, HTTP 409. */
export class NamespaceNotEmptyError extends NamespaceError {
  declare readonly code: 3;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(3, message, options);
  }
}

/** The table does not exist, in a namespace that does. Code 4, HTTP 404. */
export class TableNotFoundError extends NamespaceError {
  declare readonly code: 4;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(4, message, options);
  }
}

/** A table already has the name. Code 5, HTTP 409. */
export class TableAlreadyExistsError extends NamespaceError {
  declare readonly code: 5;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(5, message, options);
  }
}

/** The table has no index of that name. Code 6, HTTP 404. */
export class TableIndexNotFoundError extends NamespaceError {
  declare readonly code: 6;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(6, message, options);
  }
}

/** The table already has an index of that name. Code 7, HTTP 409. */
export class TableIndexAlreadyExistsError extends NamespaceError {
  declare readonly code: 7;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(7, message, options);
  }
}

/** The table has no tag of that name. Code 8, HTTP 404. */
export class TableTagNotFoundError extends NamespaceError {
  declare readonly code: 8;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(8, message, options);
  }
}

/** The table already has a tag of that name. Code 9, HTTP 409. */
export class TableTagAlreadyExistsError extends NamespaceError {
  declare readonly code: 9;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(9, message, options);
  }
}

/** The transaction does not exist. Code 10, HTTP 404. */
export class TransactionNotFoundError extends NamespaceError {
  declare readonly code: 10;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(10, message, options);
  }
}

/** The table has no such version. Code 11, HTTP 404. */
export class TableVersionNotFoundError extends NamespaceError {
  declare readonly code: 11;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(11, message, options);
  }
}

/** The table has no such column. Code 12, HTTP 404. */
export class TableColumnNotFoundError extends NamespaceError {
  declare readonly code: 12;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(12, message, options);
  }
}

/**
 * The request is invalid and fails each time that it is sent: a malformed name, an unknown mode, a missing field. Code
 * 13, HTTP 400.
 */
export class InvalidInputError extends NamespaceError {
  declare readonly code: 13;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(13, message, options);
  }
}

/** Another writer changed the same object at the same time; the request changed nothing. Code 14, HTTP 409. */
export class ConcurrentModificationError extends NamespaceError {
  declare readonly code: 14;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(14, message, options);
  }
}

/** The caller is authenticated but not allowed to do this. Code 15, HTTP 403. */
export class PermissionDeniedError extends NamespaceError {
  declare readonly code: 15;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(15, message, options);
  }
}

/** The caller is not authenticated. Code 16, HTTP 401. */
export class UnauthenticatedError extends NamespaceError {
  declare readonly code: 16;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(16, message, options);
  }
}

/**
 * The service, or the storage below it, cannot be reached, or did not report the outcome of the request. Code 17,
 * HTTP 503.
 */
export class ServiceUnavailableError extends NamespaceError {
  declare readonly code: 17;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(17, message, options);
  }
}

/** A failure that no other code describes. Code 18, HTTP 500. */
export class InternalError extends NamespaceError {
  declare readonly code: 18;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(18, message, options);
  }
}

/** The state of the table does not allow the operation. Code 19, HTTP 409. */
export class InvalidTableStateError extends NamespaceError {
  declare readonly code: 19;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(19, message, options);
  }
}

/** The data or the change does not fit the table's schema. Code 20, HTTP 400. */
export class TableSchemaValidationError extends NamespaceError {
  declare readonly code: 20;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(20, message, options);
  }
}

/** Too many requests; try again later. Code 21, HTTP 429. */
export class ThrottlingError extends NamespaceError {
  declare readonly code: 21;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(21, message, options);
  }
}

/** The table has no branch of that name. Code 22, HTTP 404. */
export class TableBranchNotFoundError extends NamespaceError {
  declare readonly code: 22;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(22, message, options);
  }
}

/** The table already has a branch of that name. Code 23, HTTP 409. */
export class TableBranchAlreadyExistsError extends NamespaceError {
  declare readonly code: 23;
  constructor(message: string, options?: NamespaceErrorOptions) {
    super(23, message, options);
  }
}

/** The class of each code, at the index of the code. */
