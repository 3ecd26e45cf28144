import type { Schemas } from "@lancetree/spec";
import { type ErrorCode, isErrorCode } from "./error-codes.ts";
import { errorFromCode } from "./error-from-code.ts";
import { isNamespaceError, type NamespaceError } from "./namespace-error.ts";

/** The protocol's JSON form of an error, in the body of a response. */
export type ErrorResponse = Schemas["ErrorResponse"];

// Statuses that determine the code. A 404 or 409 without a code could have many meanings.
const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 13,
  401: 16,
  403: 15,
  406: 0,
  429: 21,
  502: 17,
  503: 17,
  504: 17,
};

/**
 * Writes an error as the protocol does. Anything that is not a {@link NamespaceError} becomes an InternalError
 * without its message, which may contain information that callers must not see.
 */
export function toErrorResponse(error: unknown): ErrorResponse {
  if (!isNamespaceError(error)) return { error: "Internal error", code: 18 };
  const response: ErrorResponse = { error: error.message, code: error.code };
  if (error.detail !== undefined) response.detail = error.detail;
  if (error.instance !== undefined) response.instance = error.instance;
  return response;
}

/**
 * Reads the error that a response body describes, the inverse of {@link toErrorResponse}. Never throws: a code that
 * the protocol does not have is an InternalError; for a body without a code, the HTTP status determines the error.
 *
 * @param body - the parsed JSON body; any other value counts as a body without a code
 * @param status - the HTTP status, if known
 */
export function fromErrorResponse(body: unknown, status?: number): NamespaceError {
  const fields: { readonly [Field in keyof ErrorResponse]?: unknown } =
    typeof body === "object" && body !== null ? body : {};
  const code = typeof fields.code === "number" ? fields.code : codeOfStatus[status ?? 500];
  const message = typeof fields.error === "string" ? fields.error : withoutMessage(status);
  return errorFromCode(isErrorCode(code) ? code : 18, message, {
    detail: typeof fields.detail === "string" ? fields.detail : undefined,
    instance: typeof fields.instance === "string" ? fields.instance : undefined,
  });
}

function withoutMessage(status: number | undefined): string {
  return status === undefined
    ? "The error has no message."
    : `HTTP status ${status} without an error message`;
}
