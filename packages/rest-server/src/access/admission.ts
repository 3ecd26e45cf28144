import { ThrottlingError, UnauthenticatedError } from "@lancetree/core";
import { withHttpDetails } from "../http-errors.ts";
import type { HeaderCredentials } from "../request/headers.ts";
import { isObject } from "../request/model.ts";
import type { Authenticate, Caller, Identity } from "./authentication.ts";
import type { RateLimiter } from "./rate-limit.ts";

/** What the server knows about a caller before it admits the request. */
export interface Applicant {
  readonly caller: Caller;
  readonly headers: Headers;
  readonly credentials: HeaderCredentials;
  /** The JSON body, whose `identity` is used when no header carries credentials. */
  readonly body: unknown;
}

/**
 * Authenticates the caller and takes one token of its rate limit.
 *
 * Rejects with UnauthenticatedError (16) for an unknown caller, ThrottlingError (21) when no token is left.
 */
export async function admit(
  authenticate: Authenticate | undefined,
  limiter: RateLimiter | undefined,
  { caller, headers, credentials, body }: Applicant,
): Promise<Identity | undefined> {
  let identity: Identity | undefined;
  if (authenticate) {
    const { apiKey, authToken } = credentials.arePresent ? credentials : bodyCredentials(body);
    identity = await authenticate({ ...caller, apiKey, authToken, headers });
    if (!identity) throw new UnauthenticatedError("The request contains no valid credentials.");
  }
  const seconds = limiter?.(identity?.name ?? "") ?? 0;
  if (seconds === 0) return identity;
  throw withHttpDetails(new ThrottlingError(`Too many requests; try again in ${seconds} s.`), {
    headers: { "retry-after": String(seconds) },
  });
}

function bodyCredentials(body: unknown): Pick<HeaderCredentials, "apiKey" | "authToken"> {
  const identity = isObject(body) && isObject(body["identity"]) ? body["identity"] : {};
  const { api_key: apiKey, auth_token: authToken } = identity;
  return {
    apiKey: typeof apiKey === "string" ? apiKey : undefined,
    authToken: typeof authToken === "string" ? authToken : undefined,
  };
}
