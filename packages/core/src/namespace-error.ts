import { type ErrorCode, type ErrorCodeEntry, errorCodes } from "./error-codes.ts";

/** What an error may carry beside its code and message. */
export interface NamespaceErrorOptions {
  /** What led to this error; stays in the process, never on the wire. */
  readonly cause?: unknown;
  /** Further explanation for people. */
  readonly detail?: string | undefined;
  /** What names this occurrence: a URI or a request id. */
  readonly instance?: string | undefined;
}

// In the global registry, so that errors of another loaded copy of this package carry the same brand.
const brand: unique symbol = Symbol.for("@lancetree/NamespaceError");

/**
 * Any failure that the protocol has a code for. Every code has a class of its own, so that a name in a stack trace or a
 * log says what happened. Recognise these errors with {@link isNamespaceError}: `instanceof` fails as soon as two
 * copies of this package are loaded.
 */
export class NamespaceError extends Error {
  /** The protocol's number, 0 to 23. */
  readonly code: ErrorCode;
  /** The HTTP status that the code travels with. */
  readonly status: number;
  /** Whether sending the same request again, later and unchanged, can succeed. */
  readonly isRetryable: boolean;
  /** Further explanation for people, where there is one. */
  readonly detail: string | undefined;
  /** What names this occurrence (a URI or a request id), where it has a name. */
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
 * @param code - when given, only errors of that code count
 */
export function isNamespaceError<Code extends ErrorCode = ErrorCode>(
  value: unknown,
  code?: Code,
): value is NamespaceError & { readonly code: Code } {
  if (typeof value !== "object" || value === null || !(brand in value)) return false;
  return code === undefined || ("code" in value && value.code === code);
}
