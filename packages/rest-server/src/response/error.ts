import { type ErrorResponse, isNamespaceError, toErrorResponse } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { Dialect } from "../dialects/dialect.ts";
import { adaptError } from "../dialects/remote/errors.ts";
import { httpDetailsOf } from "../http-errors.ts";
import { jsonResponse } from "./result.ts";

/** A failure as it goes out. */
export interface WrittenError {
  readonly response: Response;
  readonly code: number;
  readonly instance: string | undefined;
}

/**
 * Answers a failure: its code and message where it is the protocol's, and otherwise an Internal error that tells
 * nothing but an instance id. Details and causes may be stack traces, so they stay here.
 *
 * @param operation - what failed; undefined where no route was found
 */
export function writeError(error: unknown, dialect: Dialect, operation?: OperationName): WrittenError {
  try {
    return write(error, dialect, operation);
  } catch {
    // What was thrown cannot be read without throwing.
    return write(undefined, dialect, operation);
  }
}

function write(error: unknown, dialect: Dialect, operation: OperationName | undefined): WrittenError {
  const isTold = isNamespaceError(error) && error.code !== 18;
  const { status = isTold ? error.status : 500, headers = {} } = isTold ? httpDetailsOf(error) : {};
  const instance = isTold ? error.instance : crypto.randomUUID();
  const told: ErrorResponse = isTold ? toErrorResponse(error) : { error: "Internal error", code: 18 };
  const body: ErrorResponse = {
    error: told.error ?? "",
    code: told.code,
    ...(instance !== undefined && { instance }),
  };
  const adapted = dialect === "remote" ? adaptError(status, body, operation) : { status, body };
  const all: Record<string, string> = { ...headers };
  if (adapted.status === 401) all["www-authenticate"] = "Bearer";
  return {
    response: jsonResponse(adapted.status, JSON.stringify(adapted.body), Object.entries(all)),
    code: body.code,
    instance,
  };
}
