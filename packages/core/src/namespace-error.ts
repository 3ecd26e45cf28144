import { type ErrorCode, type ErrorCodeEntry, errorCodes } from "./error-codes.ts";

/** Optional properties of an error, in addition to its code and message. */
export interface NamespaceErrorOptions {
  /** The cause of the error. It is never sent to a client. */
  readonly cause?: unknown;
  /** Further explanation, for a person to read. */
  readonly detail?: string | undefined;
  /** Identifies this occurrence of the error: a URI or a request id. */
  readonly instance?: string | undefined;
}

// In the global registry, so that errors of another loaded copy of this package carry the same brand.
const brand: unique symbol = Symbol.for("@lancetree/NamespaceError");

/**
 * A failure with a code of the protocol. Each code has a class of its own, so that the class name in a stack trace or a
 * log says what happened. Use {@link isNamespaceError} to recognize these errors: `instanceof` fails if two copies of
 * this package are loaded.
 */
export class NamespaceError extends Error {
  /** The protocol's number, 0 to 23. */
  readonly code: ErrorCode;
  /** The HTTP status with which the code is sent. */
  readonly status: number;
  /** Whether sending the same request again, later and unchanged, can succeed. */
  readonly isRetryable: boolean;
  /** Further explanation for people, if there is one. */
  readonly detail: string | undefined;
  /** Identifies this occurrence of the error, if known: a URI or a request id. */
  readonly instance: string | undefined;

  constructor(code: ErrorCode, message: string, options: NamespaceErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    const entry: ErrorCodeEntry = errorCodes[code];
    // From the table and not from the constructor: minifiers rename classes.
    Object.defineProperty(this, "name", { value: entry.name, configurable: true, writable: true });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.status = entry.status;
    this.isRetryable = entry.retryable;
    this.detail = options.detail;
    this.instance = options.instance;
  }
}

/**
 * Whether a value is a {@link NamespaceError}, of this copy of the package or of any other.
 *
 * @param code - returns true only for errors with this code; for every code when absent
 */
export function isNamespaceError<Code extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: Code,
): value is NamespaceError & { readonly code: Code } {
  if (typeof value !== "object" || value === null || !(brand in value)) return false;
  return code === undefined || ("code" in value && value.code === code);
}
