import {
  type CallOptions,
  type QueryTableRequest,
  type QueryTableResponse,
  ServiceUnavailableError,
} from "@lancetree/core";
import type { RecordBatch, Schema } from "apache-arrow";
import { toArrowFile } from "../arrow-file.ts";
import { type BuiltQuery, buildQuery, searchParts, validateQuery } from "./build-query.ts";
import { type DataContext, openForStream } from "./table-access.ts";

/**
 * Searches a table by vector, text or filter; the answer is an Arrow IPC file of at most `k` rows, written batch by
 * batch as it is read. The table stays open until the file was read, or reading it was given up.
 */
export async function queryTable(
  context: DataContext,
  request: QueryTableRequest,
  options?: CallOptions,
): Promise<QueryTableResponse> {
  validateQuery(request);
  const opened = await openForStream(context, request, options);
  try {
    const parts = searchParts(request);
    // LanceDB knows the columns of a hybrid answer only when there is one.
    const built = await buildQuery(opened.table, request, request.k === 0 ? parts.slice(0, 1) : parts);
    const limits = startLimits(options);
    const batches = built.take === 0 ? none() : cut(built, limits);
    // The first batch is fetched here, so that a query that cannot run rejects instead of breaking off.
    const first = await batches.next();
    const schema = first.done ? await built.query.outputSchema() : first.value.schema;
    return { data: file(schema, first, batches, opened) };
  } catch (error) {
    throw opened.close(error);
  }
}

async function* file(
  schema: Schema,
  first: IteratorResult<RecordBatch, void>,
  rest: AsyncGenerator<RecordBatch, void>,
  opened: Awaited<ReturnType<typeof openForStream>>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* toArrowFile(schema, prepend(first, rest));
    opened.close();
  } catch (error) {
    throw opened.close(error);
  } finally {
    await rest.return();
    opened.close();
  }
}

async function* prepend(
  first: IteratorResult<RecordBatch, void>,
  rest: AsyncGenerator<RecordBatch, void>,
): AsyncGenerator<RecordBatch> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

async function* none(): AsyncGenerator<RecordBatch, void> {}

/** The batches of a query, without the rows to skip and those beyond what was asked for. */
async function* cut({ query, skip, take }: BuiltQuery, limits: Limits): AsyncGenerator<RecordBatch, void> {
  const batches = query[Symbol.asyncIterator]();
  let toSkip = skip;
  // A search with several vectors answers with `take` rows for each, so only what was skipped here is counted.
  let left = skip > 0 ? take : Number.POSITIVE_INFINITY;
  try {
    while (left > 0) {
      const { value, done } = await limits.within(batches.next());
      if (done) return;
      const batch = toSkip > 0 || value.numRows > left ? value.slice(toSkip, toSkip + left) : value;
      toSkip = Math.max(0, toSkip - value.numRows);
      left -= batch.numRows;
      if (batch.numRows > 0 || value.numRows === 0) yield batch;
    }
  } finally {
    await batches.return?.();
  }
}

interface Limits {
  within<Value>(step: Promise<Value>): Promise<Value>;
}

/** Lets a step wait no longer than the call may take. */
function startLimits(options: CallOptions | undefined): Limits {
  const { signal, timeoutMs } = options ?? {};
  const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
  return {
    within(step) {
      signal?.throwIfAborted();
      if (!signal && deadline === undefined) return step;
      return new Promise((resolve, reject) => {
        const late = (): void =>
          reject(new ServiceUnavailableError(`The query took longer than ${timeoutMs} ms.`));
        const timer =
          deadline === undefined ? undefined : setTimeout(late, Math.max(0, deadline - Date.now()));
        const abort = (): void => reject(signal?.reason);
        signal?.addEventListener("abort", abort, { once: true });
        step.then(resolve, reject).finally(() => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", abort);
        });
      });
    },
  };
}
