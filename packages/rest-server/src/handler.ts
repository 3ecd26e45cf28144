import type { Namespace } from "@lancetree/core";
import { type Caller, callerOf } from "./access/authentication.ts";
import { createConcurrencyLimiter } from "./access/concurrency-limiter.ts";
import { corsHeaders, preflightResponse, rejectForeignOrigin } from "./access/cors.ts";
import { createMemoryBudget } from "./access/memory-budget.ts";
import { createRateLimiter } from "./access/rate-limit.ts";
import { type ChooseNamespace, toChooser } from "./choose-namespace.ts";
import { startDeadline } from "./deadline.ts";
import { dialectOf } from "./dialects/dialect.ts";
import { remoteTimeout, remoteTimeoutError } from "./dialects/remote/timeout.ts";
import { findExtension } from "./extensions/routes.ts";
import { runExtension } from "./extensions/run-extension.ts";
import type { HandlerOptions } from "./handler-options.ts";
import { routeNotFound } from "./http-errors.ts";
import { rejectDotSegments } from "./request/dot-segments.ts";
import { type ReceivedRequest, receiveRequest } from "./request/received-request.ts";
import { RequestParts } from "./request/request-parts.ts";
import { pathSegments } from "./request/route.ts";
import type { HandlerContext } from "./request-context.ts";
import { errorResponse } from "./response/error.ts";
import { pageResponse } from "./response/pages.ts";
import {
  PartialResponse,
  type ResponseParts,
  toFetchResponse,
  type WrittenResponse,
} from "./response/written-response.ts";
import { minDefined, runOperation } from "./run-operation.ts";
import { startRecord } from "./telemetry/request-record.ts";

/**
 * Handles one HTTP request. Never rejects.
 *
 * @param caller - what the host knows about the caller beside the request: {@link Caller}. Hosts that call handlers
 *   themselves pass other values there, so its type is open; the handler reads only a string `address`
 */
export type NamespaceHandler = (request: Request, caller?: unknown) => Promise<Response>;

/**
 * Serves a namespace over the Lance REST catalog protocol: all 54 operations, in the dialect of the protocol's document
 * and in that of LanceDB's remote client, and beside them `/health`, `/openapi.json` and the routes below `/lancetree/v1/`,
 * whose document is `/lancetree/v1/openapi.json`.
 *
 * The handler takes and returns fetch's Request and Response. Errors become the protocol's ErrorResponse; an error that is not one of the
 * protocol's becomes a 500 without details.
 *
 * @param namespace - the namespace, or a function that chooses one by the headers of each request
 * @throws TypeError for an invalid rate limit
 */
export function createNamespaceHandler(
  namespace: Namespace | ChooseNamespace,
  options: HandlerOptions = {},
): NamespaceHandler {
  const { rateLimit, bodyMemoryBytes, transfers } = options;
  const context: HandlerContext = {
    choose: toChooser(namespace),
    options,
    rateLimiter: rateLimit && createRateLimiter(rateLimit),
    memory: bodyMemoryBytes === undefined ? undefined : createMemoryBudget(bodyMemoryBytes),
    transfers: transfers && createConcurrencyLimiter(transfers),
    base: pathSegments(options.basePath ?? ""),
  };
  const respond = async (input: unknown, host: unknown): Promise<WrittenResponse> => {
    const caller = callerOf(host);
    try {
      const request = receiveRequest(input);
      return preflightResponse(request, options.cors) ?? (await handle(context, request, caller));
    } catch (error) {
      return invalidRequestResponse(error, caller, options);
    }
  };
  const handler: NamespaceHandler = async (input, host) => {
    const written = await respond(input, host);
    // The functions between this handler and the server that made such a request use only the parts of its response.
    if (!(input instanceof RequestParts)) return toFetchResponse(written);
    const parts: ResponseParts = new PartialResponse(written);
    return parts as Response;
  };
  ownHandlers.add(handler);
  return handler;
}

const ownHandlers = new WeakSet<NamespaceHandler>();

/** Whether {@link createNamespaceHandler} created a handler, which reads only the parts of a request that RequestParts has. */
export function isOwnHandler(handler: NamespaceHandler): boolean {
  return ownHandlers.has(handler);
}

/** The response to a value that is not a request. */
function invalidRequestResponse(error: unknown, caller: Caller, { log }: HandlerOptions): WrittenResponse {
  const record = startRecord({ method: "", headers: new Headers() }, "namespace", caller, log);
  const { response, code, instance } = errorResponse(error, "namespace");
  record.finish({ status: response.status, code, instance, error });
  return response;
}

async function handle(
  handler: HandlerContext,
  request: ReceivedRequest,
  caller: Caller,
): Promise<WrittenResponse> {
  const { options } = handler;
  const { url } = request;
  const dialect = dialectOf(request.headers, url);
  const memory = handler.memory?.reserve(caller);
  const record = startRecord(request, dialect, caller, (entry) => {
    memory?.release();
    options.log?.(entry);
  });
  const clientMs = dialect === "remote" ? remoteTimeout(request.headers) : undefined;
  const timeoutMs = minDefined(options.limits?.timeMs, clientMs);
  const isClientTimeout = timeoutMs !== undefined && timeoutMs === clientMs;
  const deadline = startDeadline(
    request.signal,
    timeoutMs,
    isClientTimeout ? () => remoteTimeoutError(timeoutMs, record.operation) : undefined,
  );
  let response: WrittenResponse;
  try {
    rejectForeignOrigin(request, options.cors);
    rejectDotSegments(url.pathname);
    const segments = withoutBase(handler.base, pathSegments(url.pathname));
    const page = pageResponse(request.method, segments);
    if (page) deadline.end();
    const context = { handler, request, segments, deadline, record, caller, timeoutMs, memory };
    const extension = findExtension(request.method, segments);
    response = page ?? (extension ? await runExtension(context, extension) : await runOperation(context));
  } catch (error) {
    deadline.end();
    const { response: failure, code, instance } = errorResponse(error, dialect, record.operation);
    record.finish({ status: request.signal.aborted ? 499 : failure.status, code, instance, error });
    response = failure;
  }
  for (const [name, value] of Object.entries(corsHeaders(request, options.cors)))
    response.headers.set(name, value);
  // The version of LanceDB's service whose features the remote client may use.
  if (dialect === "remote") response.headers.set("phalanx-version", "0.3.0");
  response.headers.set("x-request-id", record.requestId);
  return response;
}

function withoutBase(base: readonly string[], segments: readonly string[]): readonly string[] {
  if (base.every((segment, index) => segment === segments[index])) return segments.slice(base.length);
  throw routeNotFound();
}
