/** The fixed properties of one code of the protocol. */
export interface ErrorCodeEntry {
  /** The number on the wire. */
  readonly code: number;
  /** The name of the error's class. */
  readonly name: string;
  /** The HTTP status with which the code is sent. */
  readonly status: number;
  /** Whether sending the same request again, later and unchanged, can succeed. */
  readonly retryable: boolean;
}

/** Every error code of the protocol: its number, class, HTTP status, and whether a retry can help. */
export const errorCodes = [
  { code: 0, name: "UnsupportedError", status: 406, retryable: false },
  { code: 1, name: "NamespaceNotFoundError", status: 404, retryable: false },
  { code: 2, name: "NamespaceAlreadyExistsError", status: 409, retryable: false },
  { code: 3, name: "NamespaceNotEmptyError", status: 409, retryable: false },
  { code: 4, name: "TableNotFoundError", status: 404, retryable: false },
  { code: 5, name: "TableAlreadyExistsError", status: 409, retryable: false },
  { code: 6, name: "TableIndexNotFoundError", status: 404, retryable: false },
  { code: 7, name: "TableIndexAlreadyExistsError", status: 409, retryable: false },
  { code: 8, name: "TableTagNotFoundError", status: 404, retryable: false },
  { code: 9, name: "TableTagAlreadyExistsError", status: 409, retryable: false },
  { code: 10, name: "TransactionNotFoundError", status: 404, retryable: false },
  { code: 11, name: "TableVersionNotFoundError", status: 404, retryable: false },
  { code: 12, name: "TableColumnNotFoundError", status: 404, retryable: false },
  { code: 13, name: "InvalidInputError", status: 400, retryable: false },
  { code: 14, name: "ConcurrentModificationError", status: 409, retryable: true },
  { code: 15, name: "PermissionDeniedError", status: 403, retryable: false },
  { code: 16, name: "UnauthenticatedError", status: 401, retryable: false },
  { code: 17, name: "ServiceUnavailableError", status: 503, retryable: true },
  { code: 18, name: "InternalError", status: 500, retryable: false },
  { code: 19, name: "InvalidTableStateError", status: 409, retryable: false },
  { code: 20, name: "TableSchemaValidationError", status: 400, retryable: false },
  { code: 21, name: "ThrottlingError", status: 429, retryable: true },
  { code: 22, name: "TableBranchNotFoundError", status: 404, retryable: false },
  { code: 23, name: "TableBranchAlreadyExistsError", status: 409, retryable: false },
] as const;

/** A code of the protocol, 0 to 23. */
export type ErrorCode = (typeof errorCodes)[number]["code"];

/** Whether a value is one of the protocol's codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return errorCodes.some((entry) => entry.code === value);
}
