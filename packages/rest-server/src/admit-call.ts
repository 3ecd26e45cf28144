import { admit } from "./access/admission.ts";
import type { Identity } from "./access/authentication.ts";
import type { ChosenNamespace } from "./choose-namespace.ts";
import { readJsonBody } from "./request/body.ts";
import { type HeaderCredentials, readCredentials } from "./request/headers.ts";
import type { RequestContext } from "./request-context.ts";

/** A call whose caller is known. */
export interface AdmittedCall {
  readonly credentials: HeaderCredentials;
  readonly identity: Identity | undefined;
  readonly chosen: ChosenNamespace;
  /** The parsed JSON body; undefined if there is none, and if it is Arrow. */
  readonly body: unknown;
}

/** A JSON body that may carry credentials needs no more bytes. Without this limit, any caller could fill the memory. */
const maxAnonymousBytes = 65_536;

/**
 * Authenticates the caller of a request, chooses the namespace and reads the JSON body, in an order that reads as little as possible for
 * callers without credentials.
 */
export async function admitCall(context: RequestContext, isArrow: boolean): Promise<AdmittedCall> {
  const { handler, request, record, caller, memory } = context;
  const { headers } = request;
  const credentials = readCredentials(headers);
  const readJson = async (): Promise<unknown> =>
    isArrow ? undefined : readJsonBody(request, jsonLimits(context, credentials));
  // The body of a caller without credentials in its headers is read before authentication only if it may carry them.
  const isAdmittedByHeaders = credentials.arePresent || isArrow;
  const earlyBody = isAdmittedByHeaders ? undefined : await readJson();
  const identity = await admit(handler.options.authenticate, handler.rateLimiter, {
    caller,
    headers,
    credentials,
    body: earlyBody,
  });
  record.identity = identity?.name;
  if (isAdmittedByHeaders) memory?.identify(identity);
  const chosen = await handler.choose(headers, record.dialect, handler.options.describeCaller?.(identity));
  record.database = chosen.database;
  const body = isAdmittedByHeaders ? await readJson() : earlyBody;
  return { credentials, identity, chosen, body };
}

function jsonLimits(
  { handler: { options }, memory }: RequestContext,
  credentials: HeaderCredentials,
): Parameters<typeof readJsonBody>[1] {
  const {
    jsonBytes = 16 * 1024 * 1024,
    bodyIdleMs = 30_000,
    anonymousBodyMs = 10_000,
  } = options.limits ?? {};
  const isAnonymous = options.authenticate !== undefined && !credentials.arePresent;
  return {
    bytes: isAnonymous ? Math.min(jsonBytes, maxAnonymousBytes) : jsonBytes,
    waitMs: isAnonymous ? Math.min(anonymousBodyMs, bodyIdleMs) : bodyIdleMs,
    isTotal: isAnonymous,
    onHeld: memory?.json,
  };
}
