import { type ErrorResponse, isNamespaceError, toErrorResponse } from "@lancetree/core";
import type { Dialect } from "../dialects/dialect.ts";
import { toRemoteError } from "../dialects/remote/errors.ts";
import type { ServedOperation } from "../extensions/extension.ts";
import { httpDetailsOf } from "../http-errors.ts";
import { jsonResponse } from "./result.ts";
import type { WrittenResponse } from "./written-response.ts";

/** The response to an error, and its details for the log. */
export interface WrittenError {
  readonly response: WrittenResponse;
  readonly code: number;
  readonly instance: string | undefined;
}

/**
 * The response to an error: the code and message of a NamespaceError; for any other error, and for Internal (18), only code 18 and an
 * instance id. The error's `detail` and `cause` may be stack traces, so they do not leave the process.
 *
 * @param operation - the operation that failed; undefined when no route was found
 */
export function errorResponse(error: unknown, dialect: Dialect, operation?: ServedOperation): WrittenError {
  try {
    return write(error, dialect, operation);
  } catch {
    // Reading the error threw.
    return write(undefined, dialect, operation);
  }
}

function write(error: unknown, dialect: Dialect, operation: ServedOperation | undefined): WrittenError {
  const isPublic = isNamespaceError(error) && error.code !== 18;
  const { status = isPublic ? error.status : 500, headers = {} } = isPublic ? httpDetailsOf(error) : {};
  const instance = isPublic ? error.instance : crypto.randomUUID();
  const visible: ErrorResponse = isPublic ? toErrorResponse(error) : { error: "Internal error", code: 18 };
  const body: ErrorResponse = {
    error: visible.error ?? "",
    code: visible.code,
    ...(instance !== undefined && { instance }),
  };
  const adapted = dialect === "remote" ? toRemoteError(status, body, operation) : { status, body };
  const all: Record<string, string> = { ...headers };
  if (adapted.status === 401) all["www-authenticate"] = "Bearer";
  return {
    response: jsonResponse(adapted.status, JSON.stringify(adapted.body), Object.entries(all)),
    code: body.code,
    instance,
  };
}
