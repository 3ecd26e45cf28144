import type { CallOptions, Namespace, QueryTableResponse } from "@lancetree/core";
import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import type { Identity } from "./access/authentication.ts";
import type { Slot } from "./access/concurrency-limiter.ts";
import { reviewStorageOptions, type StorageOptionsReview } from "./access/storage-options.ts";
import { acquireSlot, releaseWhenSettled } from "./access/transfers.ts";
import { wholePath } from "./choose-namespace.ts";
import { cloneTable } from "./dialects/remote/clone.ts";
import { remoteCallOptions, toRemoteResult } from "./dialects/remote/index.ts";
import { type PermittedOperation, readOperation } from "./read-operation.ts";
import { freshnessHeaders } from "./request/headers.ts";
import type { JsonObject } from "./request/model.ts";
import type { RequestContext } from "./request-context.ts";
import { resultResponse, rowsResponse } from "./response/result.ts";
import { createResponseStream, type StreamEnd } from "./response/stream.ts";
import type { WrittenResponse } from "./response/written-response.ts";

/** Reads the operation of a request, runs it and turns its result into a response. */
export async function runOperation(context: RequestContext): Promise<WrittenResponse> {
  const { handler, request, record, deadline } = context;
  const permitted = await deadline.race(readOperation(context));
  const { operation, input, identity, permissions } = permitted;
  const limitMs = handler.options.limits?.operationMs?.(operation);
  if (limitMs !== undefined) onBodyRead(input, () => deadline.limit(limitMs));
  const storage = await deadline.race(reviewStorageOptions(permissions, operation, input));
  const slot = await acquireSlot(handler.transfers, {
    ...context,
    headers: request.headers,
    operation,
    input,
    identity,
  });
  const running = invoke(context, permitted, limitMs, storage);
  const result = await deadline.race(running).catch((error: unknown) => {
    releaseWhenSettled(running, slot, deadline.signal);
    throw error;
  });
  const { response, status = 200 }: Operation = operationTable[operation];
  if (response === "arrow") return streamRows(result as QueryTableResponse, context, slot);
  slot?.release(false);
  const visible = await storage.withhold(result);
  record.vended = storage.vended;
  deadline.end();
  const written = resultResponse(
    operation,
    record.dialect === "remote" ? toRemoteResult(operation, visible) : visible,
  );
  record.finish({ status });
  return written;
}

async function invoke(
  context: RequestContext,
  { operation, input, clone, identity, chosen, permissions }: PermittedOperation,
  limitMs: number | undefined,
  storage: StorageOptionsReview,
): Promise<unknown> {
  const { record, memory } = context;
  const { namespace } = chosen;
  const options: CallOptions = {
    ...callOptions(context, identity, limitMs),
    ...(memory && { onHeldRows: memory.rows }),
    ...(storage.access && { storageAccess: storage.access }),
    ...(record.dialect === "remote" && remoteCallOptions),
  };
  if (!clone) return methodOf(namespace, operation).call(namespace, input, options);
  const mayRead = (id: string[]): Promise<boolean> => {
    record.otherIds = [wholePath(chosen, id)];
    return permissions.allows("queryTable", [id], { id });
  };
  return cloneTable(clone, { namespace, options, mayRead });
}

/** What a namespace receives with every call. */
export function callOptions(
  { request, deadline, timeoutMs }: RequestContext,
  identity: Identity | undefined,
  limitMs: number | undefined,
): CallOptions {
  return {
    signal: deadline.signal,
    timeoutMs: minDefined(timeoutMs, limitMs),
    headers: freshnessHeaders(request.headers),
    ...(identity && { caller: identity.name }),
  };
}

/** `readOperation` has checked the request for this operation, which no type expresses for all 54. */
function methodOf(
  namespace: Namespace,
  operation: OperationName,
): (request: JsonObject, options: CallOptions) => Promise<unknown> {
  return namespace[operation] as (request: JsonObject, options: CallOptions) => Promise<unknown>;
}

/** Calls back when the body of a request has been read: at once where it has no rows. */
function onBodyRead(input: JsonObject, callback: () => void): void {
  const { data } = input;
  if (isChunks(data)) input["data"] = callAtEnd(data, callback);
  else callback();
}

function isChunks(data: unknown): data is AsyncIterable<Uint8Array> {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

async function* callAtEnd(
  chunks: AsyncIterable<Uint8Array>,
  callback: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } finally {
    callback();
  }
}

async function streamRows(
  result: QueryTableResponse,
  { request, deadline, record }: RequestContext,
  slot: Slot | undefined,
): Promise<WrittenResponse> {
  const status = 200;
  const onEnd: StreamEnd = (failure) => {
    deadline.end();
    slot?.release(failure !== undefined);
    record.finish(
      failure ? { status: request.signal.aborted ? 499 : status, error: failure.error } : { status },
    );
  };
  const stream = await createResponseStream(result.data, deadline, onEnd, slot).catch((error: unknown) => {
    slot?.release(deadline.signal.aborted);
    throw error;
  });
  return rowsResponse(status, result, stream);
}

/** The smaller of two limits, either of which may be missing. */
export function minDefined(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
