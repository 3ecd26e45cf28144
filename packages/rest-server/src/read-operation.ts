import { defaultDelimiter } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import { admit } from "./access/admission.ts";
import type { Identity } from "./access/authentication.ts";
import { createPermissions, type Permissions } from "./access/permissions.ts";
import { type ChosenNamespace, wholePath } from "./choose-namespace.ts";
import { type CloneRequest, cloneRoute, readCloneRequest } from "./dialects/remote/clone.ts";
import { remoteRoute, toProtocolBody } from "./dialects/remote/index.ts";
import { isArrowBody, schemaRequest } from "./request/arrow-body.ts";
import { readBody, readJsonBody } from "./request/body.ts";
import { buildRequest } from "./request/build-request.ts";
import { type HeaderCredentials, readCredentials } from "./request/headers.ts";
import type { JsonObject } from "./request/model.ts";
import { objectIds } from "./request/objects.ts";
import type { PathSyntax } from "./request/path-id.ts";
import { singleParameter } from "./request/query.ts";
import { findRoute, type Route } from "./request/route.ts";
import type { RequestContext } from "./request-context.ts";

/** An operation that the caller may run. */
export interface PermittedOperation {
  readonly operation: OperationName;
  /** The protocol's request; the rows of an upload are in `data`, unread. */
  readonly input: JsonObject;
  /** Set when the operation is the remote dialect's clone. */
  readonly clone: CloneRequest | undefined;
  readonly identity: Identity | undefined;
  readonly chosen: ChosenNamespace;
  readonly permissions: Permissions;
}

/** A JSON body that may carry credentials needs no more bytes. Without this limit, any caller could fill the memory. */
const maxAnonymousBytes = 65_536;

/**
 * Reads a request, authenticates its caller, chooses the namespace and checks the permissions, in an order that reads as little as possible
 * for callers without credentials.
 */
export async function readOperation(context: RequestContext): Promise<PermittedOperation> {
  const { handler, request, segments, record, caller, memory } = context;
  const { headers, url } = request;
  const { options } = handler;
  const isRemote = record.dialect === "remote";
  const cloning = isRemote ? cloneRoute(request.method, segments) : undefined;
  const found = cloning ?? findRoute(request.method, segments);
  const delimiter = singleParameter(url.searchParams, "delimiter") ?? defaultDelimiter;
  const route: Route = isRemote ? remoteRoute(found, delimiter) : found;
  const { operation } = route;
  record.operation = operation;
  const isArrow = !cloning && isArrowBody(operation, headers);
  const credentials = readCredentials(headers);
  const readJson = async (): Promise<unknown> =>
    isArrow ? undefined : readJsonBody(request, jsonLimits(context, credentials));
  // The body of a caller without credentials in its headers is read before authentication only if it may carry them.
  const isAdmittedByHeaders = credentials.arePresent || isArrow;
  const earlyBody = isAdmittedByHeaders ? undefined : await readJson();
  const identity = await admit(options.authenticate, handler.rateLimiter, {
    caller,
    headers,
    credentials,
    body: earlyBody,
  });
  record.identity = identity?.name;
  if (isAdmittedByHeaders) memory?.identify(identity);
  const chosen = await handler.choose(headers, record.dialect);
  record.database = chosen.database;
  const body = isAdmittedByHeaders ? await readJson() : earlyBody;
  const fields = isArrow ? schemaRequest(operation, url.searchParams) : body;
  const syntax: PathSyntax = { delimiter, plus: isRemote ? "+" : " " };
  const clone = cloning && readCloneRequest(route.id ?? "", body, syntax);
  const input =
    clone ??
    buildRequest({
      route,
      query: url.searchParams,
      headers,
      credentials,
      body: isRemote ? toProtocolBody(operation, fields) : fields,
      syntax,
    });
  const ids = objectIds(operation, input);
  [record.id, ...record.otherIds] = ids.map((id) => wholePath(chosen, id));
  const permissions = createPermissions(options, identity, chosen);
  await permissions.assertAllowed(operation, ids, input);
  if (isArrow) input["data"] = readBody(request, arrowLimits(context));
  return { operation, input, clone, identity, chosen, permissions };
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

function arrowLimits({ handler: { options } }: RequestContext): Parameters<typeof readBody>[1] {
  const { arrowBytes = Number.POSITIVE_INFINITY, bodyIdleMs = 30_000 } = options.limits ?? {};
  return { bytes: arrowBytes, waitMs: bodyIdleMs };
}
