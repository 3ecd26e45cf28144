import { PermissionDeniedError, ThrottlingError, UnauthenticatedError } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { HandlerOptions } from "../handler-options.ts";
import { withHttpDetails } from "../http-errors.ts";
import { readCredentials } from "../request/headers.ts";
import { isObject, type JsonObject } from "../request/model.ts";
import { objectsOf } from "../request/objects.ts";
import type { Caller, Identity } from "./authentication.ts";
import type { RateLimiter } from "./rate-limit.ts";

/** Whether the headers of a request say who calls, so that its body need not be read for it. */
export function hasCredentials(headers: Headers): boolean {
  return headers.has("authorization") || headers.has("x-api-key");
}

/**
 * Finds out who calls and takes one token of the caller's rate.
 *
 * @param body - the JSON body, whose `identity` counts where the headers bring nothing
 * @throws UnauthenticatedError (16) for somebody unknown, ThrottlingError (21) when there is no token left
 */
export async function admit(
  { authenticate }: Pick<HandlerOptions, "authenticate">,
  limiter: RateLimiter | undefined,
  headers: Headers,
  body: unknown,
  caller: Caller = {},
): Promise<Identity | undefined> {
  let identity: Identity | undefined;
  if (authenticate) {
    const shown = hasCredentials(headers) ? readCredentials(headers) : credentialsIn(body);
    identity = await authenticate({ ...caller, ...shown, headers });
    if (!identity) throw new UnauthenticatedError("The request carries no credentials that are known here.");
  }
  const seconds = limiter?.(identity?.name ?? "") ?? 0;
  if (seconds === 0) return identity;
  throw withHttpDetails(new ThrottlingError(`Too many requests; try again in ${seconds} s.`), {
    headers: { "retry-after": String(seconds) },
  });
}

/**
 * As {@link isPermitted}.
 *
 * @throws PermissionDeniedError (15)
 */
export async function requirePermission(
  options: Pick<HandlerOptions, "authorize">,
  operation: OperationName,
  request: JsonObject,
  identity: Identity | undefined,
): Promise<void> {
  if (await isPermitted(options, operation, request, identity)) return;
  throw new PermissionDeniedError(`This identity may not call ${operation} here.`);
}

/** Asks whether a caller may do what it asks for, to every object that it names. */
export async function isPermitted(
  { authorize }: Pick<HandlerOptions, "authorize">,
  operation: OperationName,
  request: JsonObject,
  identity: Identity | undefined,
): Promise<boolean> {
  if (!authorize) return true;
  for (const id of objectsOf(operation, request)) {
    // One after the other: a refusal ends it.
    // oxlint-disable-next-line no-await-in-loop
    if (!(await authorize(operation, id, identity, undefined, request))) return false;
  }
  return true;
}

function credentialsIn(body: unknown): { apiKey?: string; authToken?: string } {
  const identity = isObject(body) && isObject(body["identity"]) ? body["identity"] : {};
  const { api_key: apiKey, auth_token: authToken } = identity;
  return {
    ...(typeof apiKey === "string" && { apiKey }),
    ...(typeof authToken === "string" && { authToken }),
  };
}
