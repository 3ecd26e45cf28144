import { type CallOptions, defaultDelimiter, type Namespace, type QueryTableResponse } from "@lancetree/core";
import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { admit, hasCredentials, isPermitted, requirePermission } from "./access/admission.ts";
import { type Caller, callerOf, type Identity } from "./access/authentication.ts";
import { createTurns, type Turn, type Turns } from "./access/concurrency-limiter.ts";
import { answerPreflight, corsHeaders, refuseForeignPages } from "./access/cors.ts";
import { createHeldBytes, type HeldBytes, type Holding } from "./access/memory-budget.ts";
import { createRateLimiter, type RateLimiter } from "./access/rate-limit.ts";
import { withholdStorageOptions } from "./access/storage-options.ts";
import { endLater, takeTurn } from "./access/transfers.ts";
import { type ChooseNamespace, type ChosenNamespace, chooserOf, wholePath } from "./choose-namespace.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { dialectOf } from "./dialects/dialect.ts";
import { type Clone, cloneRoute, cloneTable, readClone } from "./dialects/remote/clone.ts";
import {
  fromRemote,
  remoteOptions,
  remoteRoute,
  remoteTimeout,
  remoteTimeoutError,
  toRemote,
} from "./dialects/remote/index.ts";
import type { HandlerOptions } from "./handler-options.ts";
import { unknownRoute } from "./http-errors.ts";
import { fieldsBesideSchema, isArrowBody } from "./request/arrow-body.ts";
import { readBody, readJsonBody } from "./request/body.ts";
import { buildRequest } from "./request/build-request.ts";
import { refuseDotSegments } from "./request/dot-segments.ts";
import { freshnessHeaders } from "./request/headers.ts";
import type { JsonObject } from "./request/model.ts";
import { objectsOf } from "./request/objects.ts";
import type { PathReading } from "./request/path-id.ts";
import { singleParameter } from "./request/query.ts";
import { type ReceivedRequest, receiveRequest } from "./request/received-request.ts";
import { findRoute, type Route, split } from "./request/route.ts";
import { writeError } from "./response/error.ts";
import { answerFixedPage } from "./response/pages.ts";
import { writeAnswer, writeStreamedAnswer } from "./response/result.ts";
import { type StreamEnd, streamOf } from "./response/stream.ts";
import { type RequestRecord, startRecord } from "./telemetry/request-record.ts";

/**
 * Answers one HTTP request. Never rejects.
 *
 * @param caller - what the host knows of the caller beside the request: {@link Caller}. Hosts that call handlers
 *   themselves pass other things there, so its type is open; only a text `address` is read
 */
export type NamespaceHandler = (request: Request, caller?: unknown) => Promise<Response>;

interface Server {
  readonly choose: ChooseNamespace;
  readonly options: HandlerOptions;
  readonly limiter: RateLimiter | undefined;
  readonly held: HeldBytes | undefined;
  readonly turns: Turns | undefined;
  readonly base: readonly string[];
}

interface Call {
  readonly request: ReceivedRequest;
  readonly deadline: Deadline;
  readonly record: RequestRecord;
  readonly caller: Caller;
  readonly timeoutMs: number | undefined;
  readonly holding: Holding | undefined;
}

/**
 * Serves a namespace over the Lance REST catalog protocol: all 54 operations, in the dialect of the protocol's document
 * and in that of LanceDB's remote client, and beside them `/health` and `/openapi.json`.
 *
 * What it gives back is all that a server needs which speaks fetch's Request and Response. What fails is answered as
 * the protocol's ErrorResponse; what is no error of the protocol becomes an opaque 500.
 *
 * @param namespace - what answers, or a function that chooses it by the headers of each request
 * @throws TypeError for a rate limit that makes no sense
 */
export function createNamespaceHandler(
  namespace: Namespace | ChooseNamespace,
  options: HandlerOptions = {},
): NamespaceHandler {
  const server: Server = {
    choose: chooserOf(namespace),
    options,
    limiter: options.rateLimit && createRateLimiter(options.rateLimit),
    held: options.heldBytes === undefined ? undefined : createHeldBytes(options.heldBytes),
    turns: options.rowCalls && createTurns(options.rowCalls),
    base: split(options.basePath ?? ""),
  };
  return async (given, host) => {
    const caller = callerOf(host);
    try {
      const request = receiveRequest(given);
      return answerPreflight(request, options.cors) ?? (await handle(server, request, caller));
    } catch (error) {
      return answerUnreadable(error, caller, options);
    }
  };
}

/** The answer to what cannot be read as a request. */
function answerUnreadable(error: unknown, caller: Caller, { log }: HandlerOptions): Response {
  const record = startRecord({ method: "", headers: new Headers() }, "namespace", caller, log);
  const { response, code, instance } = writeError(error, "namespace");
  record.finish({ status: response.status, code, instance, error });
  return response;
}

async function handle(server: Server, request: ReceivedRequest, caller: Caller): Promise<Response> {
  const { options } = server;
  const { url } = request;
  const dialect = dialectOf(request.headers, url);
  const holding = server.held?.begin(caller);
  const record = startRecord(request, dialect, caller, (entry) => {
    holding?.end();
    options.log?.(entry);
  });
  const allowed = dialect === "remote" ? remoteTimeout(request.headers) : undefined;
  const timeoutMs = shorter(options.limits?.timeMs, allowed);
  const isClients = timeoutMs !== undefined && timeoutMs === allowed;
  const deadline = startDeadline(
    request.signal,
    timeoutMs,
    isClients ? () => remoteTimeoutError(timeoutMs, record.operation) : undefined,
  );
  let response: Response;
  try {
    refuseForeignPages(request, options.cors);
    refuseDotSegments(url.pathname);
    const segments = withoutBase(server.base, split(url.pathname));
    const fixedPage = answerFixedPage(request.method, segments);
    if (fixedPage) deadline.end();
    response =
      fixedPage ??
      (await answerOperation(server, { request, deadline, record, caller, timeoutMs, holding }, segments));
  } catch (error) {
    deadline.end();
    const { response: failure, code, instance } = writeError(error, dialect, record.operation);
    record.finish({ status: request.signal.aborted ? 499 : failure.status, code, instance, error });
    response = failure;
  }
  for (const [name, value] of Object.entries(corsHeaders(request, options.cors)))
    response.headers.set(name, value);
  // The remote client asks for what this version of its service could do.
  if (dialect === "remote") response.headers.set("phalanx-version", "0.3.0");
  response.headers.set("x-request-id", record.requestId);
  return response;
}

async function answerOperation(server: Server, call: Call, segments: readonly string[]): Promise<Response> {
  const { record, deadline, timeoutMs } = call;
  const { operation, input, clone, identity, chosen } = await deadline.within(
    readOperation(server, call, segments),
  );
  const longest = server.options.limits?.operationMs?.(operation);
  if (longest !== undefined) limitFromRead(input, () => deadline.limit(longest));
  const headers = freshnessHeaders(call.request.headers);
  const options: CallOptions = {
    signal: deadline.signal,
    timeoutMs: shorter(timeoutMs, longest),
    headers,
    ...(call.holding && { onHeldRows: call.holding.rows }),
    ...(record.dialect === "remote" && remoteOptions),
  };
  const mayRead = (id: string[]): Promise<boolean> => {
    record.otherIds = [wholePath(chosen, id)];
    return isPermitted(within(server.options, chosen), "queryTable", { id }, identity);
  };
  const turn = await takeTurn(server.turns, {
    ...call,
    headers: call.request.headers,
    operation,
    input,
    identity,
  });
  const running = clone
    ? cloneTable(clone, { namespace: chosen.namespace, options, mayRead })
    : invoke(chosen.namespace, operation, input, options);
  const answer = await deadline.within(running).catch((error: unknown) => {
    endLater(running, turn);
    throw error;
  });
  const { response, status = 200 }: Operation = operationTable[operation];
  if (response === "arrow") return answerRows(answer as QueryTableResponse, call, turn);
  turn?.end(false);
  const told = await withholdStorageOptions(
    within(server.options, chosen),
    operation,
    input,
    answer,
    identity,
  );
  deadline.end();
  const written = writeAnswer(operation, record.dialect === "remote" ? toRemote(operation, told) : told);
  record.finish({ status });
  return written;
}

/** Starts a limit once a request has been read. */
function limitFromRead(input: JsonObject, start: () => void): void {
  const { data } = input;
  if (isPieces(data)) input["data"] = whenRead(data, start);
  else start();
}

function isPieces(data: unknown): data is AsyncIterable<Uint8Array> {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

async function* whenRead(pieces: AsyncIterable<Uint8Array>, then: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } finally {
    then();
  }
}

/** What may say who sends it needs no more; longer ones would be memory that anybody can fill. */
const strangersBytes = 65_536;

async function readOperation(
  server: Server,
  { request, record, caller, holding }: Call,
  segments: readonly string[],
): Promise<{
  operation: OperationName;
  input: JsonObject;
  /** What to clone, where that is what is created. */
  clone: Clone | undefined;
  identity: Identity | undefined;
  chosen: ChosenNamespace;
}> {
  const { headers, url } = request;
  const isRemote = record.dialect === "remote";
  const cloning = isRemote ? cloneRoute(request.method, segments) : undefined;
  const found = cloning ?? findRoute(request.method, segments);
  const delimiter = singleParameter(url.searchParams, "delimiter") ?? defaultDelimiter;
  const route: Route = isRemote ? remoteRoute(found, delimiter) : found;
  const { operation } = route;
  record.operation = operation;
  const isArrow = !cloning && isArrowBody(operation, headers);
  const {
    jsonBytes = 16 * 1024 * 1024,
    arrowBytes = Number.POSITIVE_INFINITY,
    bodyIdleMs = 30_000,
    strangersBodyMs = 10_000,
  } = server.options.limits ?? {};
  const isStranger = server.options.authenticate !== undefined && !hasCredentials(headers);
  const bytes = isStranger ? Math.min(jsonBytes, strangersBytes) : jsonBytes;
  const waitMs = isStranger ? Math.min(strangersBodyMs, bodyIdleMs) : bodyIdleMs;
  const readBodyOnce = () =>
    isArrow
      ? undefined
      : readJsonBody(request, { bytes, waitMs, isTotal: isStranger, onHeld: holding?.json });
  // Nothing of a stranger is read, unless what is read may say who it is.
  const early = hasCredentials(headers) || isArrow;
  const body = early ? undefined : await readBodyOnce();
  const identity = await admit(server.options, server.limiter, headers, body, caller);
  record.identity = identity?.name;
  if (early) holding?.identify(identity);
  const chosen = await server.choose(headers, record.dialect);
  record.database = chosen.database;
  const given = early ? await readBodyOnce() : body;
  const fields = isArrow ? fieldsBesideSchema(operation, url.searchParams) : given;
  const reading: PathReading = { delimiter, plus: isRemote ? "+" : " " };
  const clone = cloning && readClone(route.id ?? "", given, reading);
  const input =
    clone ??
    buildRequest({
      route,
      query: url.searchParams,
      headers,
      body: isRemote ? fromRemote(operation, fields) : fields,
      reading,
    });
  [record.id, ...record.otherIds] = objectsOf(operation, input).map((id) => wholePath(chosen, id));
  await requirePermission(within(server.options, chosen), operation, input, identity);
  if (isArrow) input["data"] = readBody(request, { bytes: arrowBytes, waitMs: bodyIdleMs });
  return { operation, input, clone, identity, chosen };
}

/** Asks about whole paths of the database that was chosen. */
function within(
  { authorize, mayVend }: HandlerOptions,
  chosen: ChosenNamespace,
): Pick<HandlerOptions, "authorize" | "mayVend"> {
  const { database } = chosen;
  return {
    authorize:
      authorize &&
      ((operation, id, identity, _, request) =>
        authorize(operation, wholePath(chosen, id), identity, database, request)),
    mayVend: mayVend && ((id, identity) => mayVend(wholePath(chosen, id), identity, database)),
  };
}

/** The request was read as what the operation takes; no type can say so of all 54 at once. */
async function invoke(
  namespace: Namespace,
  operation: OperationName,
  input: JsonObject,
  options: CallOptions,
): Promise<unknown> {
  const method = namespace[operation] as (request: JsonObject, options: CallOptions) => Promise<unknown>;
  return method.call(namespace, input, options);
}

async function answerRows(
  answer: QueryTableResponse,
  { request, deadline, record }: Call,
  turn: Turn | undefined,
): Promise<Response> {
  const status = 200;
  const onEnd: StreamEnd = (failure) => {
    deadline.end();
    turn?.end(failure !== undefined);
    record.finish(
      failure ? { status: request.signal.aborted ? 499 : status, error: failure.error } : { status },
    );
  };
  const stream = await streamOf(answer.data, deadline, onEnd, turn).catch((error: unknown) => {
    turn?.end(true);
    throw error;
  });
  return writeStreamedAnswer(status, answer, stream);
}

function withoutBase(base: readonly string[], segments: readonly string[]): readonly string[] {
  if (base.every((segment, index) => segment === segments[index])) return segments.slice(base.length);
  throw unknownRoute();
}

function shorter(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
