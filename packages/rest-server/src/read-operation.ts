import { defaultDelimiter } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { Identity } from "./access/authentication.ts";
import type { Permissions } from "./access/permissions.ts";
import { admitCall } from "./admit-call.ts";
import type { ChosenNamespace } from "./choose-namespace.ts";
import { type CloneRequest, cloneRoute, readCloneRequest } from "./dialects/remote/clone.ts";
import { remoteRoute, toProtocolBody } from "./dialects/remote/index.ts";
import { permitCall } from "./permit-call.ts";
import { isArrowBody, schemaRequest } from "./request/arrow-body.ts";
import { readBody } from "./request/body.ts";
import { buildRequest } from "./request/build-request.ts";
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

/** Reads a request, authenticates its caller, chooses the namespace and checks the permissions. */
export async function readOperation(context: RequestContext): Promise<PermittedOperation> {
  const { request, segments, record } = context;
  const { headers, url } = request;
  const isRemote = record.dialect === "remote";
  const cloning = isRemote ? cloneRoute(request.method, segments) : undefined;
  const found = cloning ?? findRoute(request.method, segments);
  const delimiter = singleParameter(url.searchParams, "delimiter") ?? defaultDelimiter;
  const route: Route = isRemote ? remoteRoute(found, delimiter) : found;
  const { operation } = route;
  record.operation = operation;
  const isArrow = !cloning && isArrowBody(operation, headers);
  const admitted = await admitCall(context, isArrow);
  const { credentials, identity, chosen, body } = admitted;
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
  const permissions = await permitCall(context, admitted, { operation, ids, request: input });
  if (isArrow) input["data"] = readBody(request, arrowLimits(context));
  return { operation, input, clone, identity, chosen, permissions };
}

function arrowLimits({ handler: { options } }: RequestContext): Parameters<typeof readBody>[1] {
  const { arrowBytes = Number.POSITIVE_INFINITY, bodyIdleMs = 30_000 } = options.limits ?? {};
  return { bytes: arrowBytes, waitMs: bodyIdleMs };
}
