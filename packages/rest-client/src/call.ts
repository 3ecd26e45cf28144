import {
  type ArrowData,
  type CallOptions,
  type CatalogExtensions,
  errorFromCode,
  isNamespaceError,
  type Namespace,
  type NamespaceError,
  type ObjectFinding,
  ServiceUnavailableError,
  UnauthenticatedError,
} from "@lancetree/core";
import { type Deadline, startDeadline } from "./deadline.ts";
import { download } from "./download.ts";
import { credentialHeaders, type HeaderMap, mergeHeaders } from "./headers.ts";
import { positive, type Settings } from "./rest-options.ts";
import {
  connectionCode,
  type Failure,
  isRepeatable,
  parseRetryAfter,
  waitBeforeNext,
  wasNotSent,
} from "./retry.ts";
import { raceStop, type Stoppable } from "./stop-signal.ts";
import {
  createTransport,
  type Operation,
  type OperationName,
  operationOf,
  type Reply,
  type Transport,
} from "./transport.ts";
import { arrowUpload, type Upload, wholeUpload } from "./upload.ts";
import { hasCode, readError } from "./wire-error.ts";
import { type WireRequest, writeRequest } from "./wire-request.ts";
import { readResponse } from "./wire-response.ts";

type Operations = Namespace & CatalogExtensions & ObjectFinding;
/** The request of an operation. */
export type RequestOf<Name extends OperationName> = Parameters<Operations[Name]>[0];
/** The response of an operation. */
export type ResponseOf<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;

/** Calls any operation. */
export type Call = <Name extends OperationName>(
  name: Name,
  request: RequestOf<Name>,
  options: CallOptions | undefined,
) => Promise<ResponseOf<Name>>;

/** One call, with what all its attempts share. */
interface PreparedCall {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly wire: WireRequest;
  readonly data: ArrowData | undefined;
  readonly repeatable: boolean;
  readonly deadline: Deadline;
  readonly options: CallOptions;
}

interface Success {
  readonly result: object;
  /** Whether rows are still to come. */
  readonly streams: boolean;
}

/** Makes the function behind every operation: attempts, each with its own headers, within one deadline. */
export function createCall(settings: Settings): Call {
  const transport = createTransport(settings.baseUrl, settings.send);
  return async <Name extends OperationName>(
    name: Name,
    request: RequestOf<Name>,
    options: CallOptions = {},
  ): Promise<ResponseOf<Name>> => {
    options.signal?.throwIfAborted();
    const operation = operationOf(name);
    const data = "data" in request ? request.data : undefined;
    const wire = writeRequest(name, operation, request, settings.delimiter);
    const timeoutMs = positive("timeoutMs", options.timeoutMs ?? settings.timeoutMs);
    const deadline = startDeadline(timeoutMs, options.signal);
    const { result, streams } = await run(settings, transport, {
      name,
      operation,
      wire,
      data,
      repeatable: isRepeatable(name, wire.mode),
      deadline,
      options,
    }).catch((error: unknown) => {
      deadline.end();
      throw error;
    });
    if (!streams) deadline.end();
    return result as ResponseOf<Name>;
  };
}

async function run(settings: Settings, transport: Transport, call: PreparedCall): Promise<Success> {
  const failures: unknown[] = [];
  for (;;) {
    const upload = startUpload(call);
    const outcome = await attempt(settings, transport, call, upload);
    if ("result" in outcome) return outcome;
    failures.push(outcome.error);
    const failed = {
      failure: outcome,
      repeatable: call.repeatable,
      attempt: failures.length,
      budgetMs: call.deadline.remaining(),
    };
    const wait = upload.replayable ? waitBeforeNext(failed, settings.retry) : undefined;
    if (wait === undefined) throw withAttempts(failures);
    try {
      await sleep(wait, call.deadline.signal);
    } catch {
      call.options.signal?.throwIfAborted();
      throw withAttempts(failures);
    }
  }
}

async function attempt(
  settings: Settings,
  transport: Transport,
  call: PreparedCall,
  upload: Upload,
): Promise<Success | Failure> {
  const { name, operation, wire, deadline, options } = call;
  let sent = false;
  try {
    const headers = await requestHeaders(settings, call);
    sent = true;
    const { path, query } = wire;
    const message = { operation, path, query, headers, body: upload.body, signal: upload.signal };
    const reply = await raceStop(transport(message), deadline.signal);
    if (reply.failed) return errorResponse(call, reply);
    if (operation.response === "arrow") {
      // The clock runs again when the rows are read.
      deadline.pause();
      const failed = (error: unknown): unknown =>
        options.signal?.aborted ? error : connectionFailure(settings, call, error, upload).error;
      return { result: { data: download(reply.response.chunks(), deadline, failed) }, streams: true };
    }
    const text = await raceStop(reply.response.text(), deadline.signal);
    return { result: readResponse(name, operation, text), streams: false };
  } catch (error) {
    options.signal?.throwIfAborted();
    const own = upload.sourceFailure();
    if (own !== undefined) throw own.error;
    return sent ? connectionFailure(settings, call, error, upload) : { error, kind: "permanent" };
  } finally {
    upload.close();
  }
}

function startUpload(call: PreparedCall): Upload {
  const { wire, data, deadline } = call;
  return sendsArrow(call) ? arrowUpload(data, deadline) : wholeUpload(wire.body, deadline.signal);
}

/** Columns to add may come as a schema, where the operation otherwise takes JSON. */
function sendsArrow({ operation, data }: Pick<PreparedCall, "operation" | "data">): boolean {
  return operation.body === "arrow" || data !== undefined;
}

async function requestHeaders(settings: Settings, call: PreparedCall): Promise<Map<string, string>> {
  const { wire, deadline, options } = call;
  let own: HeaderMap;
  try {
    const headers = settings.headers();
    own = isPromise(headers) ? await raceStop(headers, deadline.signal) : headers;
  } catch (error) {
    if (deadline.signal.isStopped || isNamespaceError(error)) throw error;
    throw new UnauthenticatedError("The option `headers` failed.", { cause: error });
  }
  const credentials = credentialHeaders(settings.apiKey, settings.token);
  const headers = mergeHeaders([credentials, own, wire.headers, options.headers]);
  if (sendsArrow(call)) headers.set("content-type", "application/vnd.apache.arrow.stream");
  else if (wire.body !== undefined) headers.set("content-type", "application/json");
  return headers;
}

function isPromise(headers: HeaderMap | Promise<HeaderMap>): headers is Promise<HeaderMap> {
  return "then" in headers && typeof headers.then === "function";
}

/** The failure of an attempt with an error response. */
function errorResponse(call: PreparedCall, { response, body }: Extract<Reply, { failed: true }>): Failure {
  const { status } = response;
  const error = readError(call.name, call.operation, status, body, response.header("x-request-id"));
  const retryAfterMs = parseRetryAfter(response.header("retry-after"), Date.now());
  // A 503 with code 17 also ends a change of unknown outcome, such as one that took too long; a refusal asks to come again. A proxy's 503 has no
  // code: it can come after the server began.
  const refused = error.code === 21 || (status === 503 && hasCode(body, 17) && retryAfterMs !== undefined);
  if (refused) return { error, kind: "rejected", retryAfterMs };
  return error.code === 17
    ? { error: outcomeUnknown(call, error), kind: "transient", retryAfterMs }
    : { error, kind: "permanent" };
}

/** The failure of an attempt without a response, or with a part of one. */
function connectionFailure({ name }: Settings, call: PreparedCall, error: unknown, upload: Upload): Failure {
  if (call.deadline.signal.isStopped && isNamespaceError(error)) {
    return { error: outcomeUnknown(call, error), kind: "permanent" };
  }
  if (isNamespaceError(error)) return { error, kind: "permanent" };
  const code = connectionCode(error);
  const begun = upload.begun();
  // Chromium does not say why it sends no stream over HTTP/1.1
  const hint =
    begun || code !== undefined ? "" : " Browsers send streams over HTTP/2 only: pass a Uint8Array.";
  const failure = new ServiceUnavailableError(
    `The connection to ${name} failed${code === undefined ? "" : ` (${code})`}.${hint}`,
    { cause: error },
  );
  return !begun || wasNotSent(error)
    ? { error: failure, kind: "not-sent" }
    : { error: outcomeUnknown(call, failure), kind: "transient" };
}

/** The same error; of an operation that changes something it says that the outcome is unknown. */
function outcomeUnknown({ name, repeatable }: PreparedCall, error: NamespaceError): NamespaceError {
  return repeatable
    ? error
    : withMessage(error, `${error.message} Whether ${name} took effect is not known.`, error.cause);
}

/** The last error; of several attempts it holds them all as its cause. */
function withAttempts(failures: readonly unknown[]): unknown {
  const last = failures.at(-1);
  if (failures.length === 1 || !isNamespaceError(last)) return last;
  const cause = new AggregateError(failures, `${failures.length} attempts failed`);
  return withMessage(last, `${last.message} (${failures.length} attempts)`, cause);
}

function withMessage(error: NamespaceError, message: string, cause: unknown): NamespaceError {
  const { detail, instance } = error;
  return errorFromCode(error.code, message, { detail, instance, ...(cause !== undefined && { cause }) });
}

async function sleep(milliseconds: number, signal: Stoppable): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await raceStop(slept, signal);
  } finally {
    clearTimeout(timer);
  }
}
