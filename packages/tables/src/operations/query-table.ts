import { type Message, openArrow, readSchema, sliceBatch } from "@lancetree/arrow";
import {
  type CallOptions,
  type QueryTableRequest,
  type QueryTableResponse,
  ServiceUnavailableError,
} from "@lancetree/core";
import { freeAbandonedQueries } from "../engine/free-abandoned-queries.ts";
import { freeResults } from "../engine/free-results.ts";
import { type NativeQuery, nativeQuery } from "../engine/native.ts";
import { isPanic, toNamespaceError } from "../errors/lancedb-errors.ts";
import { namingColumn } from "../lance-files/unreadable-columns.ts";
import { type BuiltQuery, buildQuery, searchParts, validateQuery } from "./build-query.ts";
import { type ReadResult, type ResultBatches, writeResultFile } from "./result-file.ts";
import { isLongScan, rowsOfScan } from "./scan-rows.ts";
import { type DataContext, openForStream } from "./table-access.ts";

/**
 * Searches a table by vector, text or filter; the result is an Arrow IPC file of at most `k` rows, written batch by
 * batch as it is read, with LanceDB's bytes. The table stays open until the file is read or its reader stops.
 */
export async function queryTable(
  context: DataContext,
  request: QueryTableRequest,
  options?: CallOptions,
): Promise<QueryTableResponse> {
  validateQuery(request, context.sql);
  const opened = await openForStream(context, request, options);
  try {
    const parts = searchParts(request);
    // LanceDB can return the columns of a hybrid search only with a result.
    const built = await buildQuery(
      opened.table,
      request,
      context.sql,
      request.k === 0 ? parts.slice(0, 1) : parts,
    );
    const native = await nativeQuery(built.query);
    if (isLongScan(request, built.take)) built.batchRows ??= await rowsOfResult(native);
    const limits = startLimits(options);
    const run = (): AsyncGenerator<ResultBatch, void, undefined> =>
      built.take === 0 ? none() : cut(native, built, limits);
    const batches = run();
    // The first batch is fetched here, so that a query that cannot run rejects instead of ending early.
    const first = await batches.next();
    const schema = first.done ? await schemaIn(await native.outputSchema()) : first.value.schema;
    const result = { schema, batches: prepend(first, batches), again: run };
    const giveUp = async (): Promise<void> => {
      await batches.return();
      opened.close();
    };
    return { data: startedOr(file(result, opened), giveUp) };
  } catch (error) {
    if (!isPanic(error)) throw opened.close(error);
    const { table, target } = opened;
    const failure = toNamespaceError(error, { table: table.name, location: target.location });
    throw opened.close(await namingColumn(failure, table, target, request.branch));
  }
}

/** A generator that is closed before it starts does not run its `finally`; `giveUp` runs instead. */
function startedOr(
  chunks: AsyncGenerator<Uint8Array>,
  giveUp: () => Promise<void>,
): AsyncIterableIterator<Uint8Array> {
  let hasStarted = false;
  const iterator: AsyncIterableIterator<Uint8Array> = {
    next() {
      hasStarted = true;
      return chunks.next();
    },
    async return() {
      if (!hasStarted) await giveUp();
      return chunks.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

async function* file(
  result: ResultBatches,
  opened: Awaited<ReturnType<typeof openForStream>>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* writeResultFile(result);
    opened.close();
  } catch (error) {
    throw opened.close(error);
  } finally {
    await result.batches.return();
    opened.close();
  }
}

/** A batch as LanceDB returns it, with its schema. */
interface ResultBatch extends ReadResult {
  readonly schema: Message;
}

async function rowsOfResult(native: NativeQuery): Promise<number | undefined> {
  return rowsOfScan(readSchema(await schemaIn(await native.outputSchema())).fields);
}

async function schemaIn(bytes: Uint8Array): Promise<Message> {
  const reader = await openArrow(bytes);
  await reader.close();
  return reader.schemaMessage;
}

async function* prepend(
  first: IteratorResult<ResultBatch, void>,
  rest: AsyncGenerator<ResultBatch, void, undefined>,
): AsyncGenerator<ResultBatch, void, undefined> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

async function* none(): AsyncGenerator<ResultBatch, void, undefined> {}

/** The batches of a query, without the rows to skip and the rows beyond the requested number. */
async function* cut(
  native: NativeQuery,
  { skip, take, batchRows }: BuiltQuery,
  limits: Limits,
): AsyncGenerator<ResultBatch, void, undefined> {
  const iterator = await limits.within(native.execute(batchRows, limits.left()));
  let toSkip = skip;
  let left = take;
  let isDone = false;
  try {
    while (left > 0) {
      const bytes = await limits.within(iterator.next());
      isDone = bytes === null;
      if (bytes === null) return;
      freeResults(bytes.byteLength);
      const { schemaMessage: schema, batches } = await openArrow(bytes);
      for await (const { batch, dictionaries } of batches) {
        const start = Math.min(toSkip, batch.length);
        const end = Math.min(batch.length, start + left);
        toSkip -= start;
        left -= end - start;
        const isLast = left === 0;
        if (isLast && !isDone) {
          isDone = true;
          void endQuery(iterator);
        }
        const isWhole = start === 0 && end === batch.length;
        if (end > start || batch.length === 0) {
          yield { schema, batch: isWhole ? batch : sliceBatch(batch, start, end), dictionaries, isLast };
        }
      }
    }
  } finally {
    if (!isDone) freeAbandonedQueries();
  }
}

/** Lets LanceDB end a query that has returned all rows. The reader does not wait for that: it takes as long as a call of another thread. */
async function endQuery(iterator: Awaited<ReturnType<NativeQuery["execute"]>>): Promise<void> {
  const next = await iterator.next().catch(() => undefined);
  if (next !== null) freeAbandonedQueries();
}

/** LanceDB's own time limit ends a moment after that of the call, so that callers get Lancetree's message. */
const graceMs = 1_000;

interface Limits {
  /** Milliseconds for which LanceDB may still work on the result. */
  left(): number | undefined;
  within<Value>(step: Promise<Value>): Promise<Value>;
}

/** Limits the time of each step to what is left of the call's time. */
function startLimits(options: CallOptions | undefined): Limits {
  const { signal, timeoutMs } = options ?? {};
  const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
  return {
    left: () => (deadline === undefined ? undefined : Math.max(0, deadline - Date.now()) + graceMs),
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
          // A result that arrives after the abort is not read.
          if (signal?.aborted) freeAbandonedQueries();
          clearTimeout(timer);
          signal?.removeEventListener("abort", abort);
        });
      });
    },
  };
}
