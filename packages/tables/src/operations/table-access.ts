import type { OpenTableOptions, Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  checkReferenceName,
  InvalidInputError,
  isNamespaceError,
  type Namespace,
  parseTableId,
  TableVersionNotFoundError,
} from "@lancetree/core";
import { resolveTable } from "../engine/resolve-table.ts";
import type { TableEngine } from "../engine/table-engine.ts";
import { type PooledTable, type TablePool, unpooled } from "../engine/table-pool.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { openWritten, useTable } from "../engine/use-table.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { type ChangeKind, requireChangeable } from "../lance-files/table-features.ts";
import type { SqlReader } from "../sql/sql-reader.ts";

/** What the operations on data use. */
export interface DataContext {
  /** Returns the locations of tables. */
  readonly namespace: Namespace;
  /** Opens tables. */
  readonly engine: TableEngine;
  /** Keeps them open between calls. */
  readonly pool: TablePool;
  /** Reads the SQL of requests. */
  readonly sql: SqlReader;
}

/** A request for a table at its latest state, at a branch or at a version. */
export interface TablePoint {
  readonly id?: readonly string[] | null | undefined;
  readonly branch?: string | null | undefined;
  readonly version?: number | null | undefined;
}

/** Opens the table that a request names, runs an operation on it and closes it; LanceDB's errors are translated. */
export async function onTable<Result>(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
  operation: (table: Table, target: TableTarget) => Promise<Result>,
): Promise<Result> {
  const { table, target } = await openTable(context, request, options);
  return useTable(table, target, (opened) => operation(opened, target), {
    branch: request.branch,
    signal: options?.signal,
  });
}

/**
 * As `onTable`, for an operation that changes the table. Rejects for tables of a newer Lance that the change would
 * damage.
 */
export async function onChangedTable<Result>(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
  operation: (table: Table, target: TableTarget) => Promise<Result>,
  kind: ChangeKind = "keep",
): Promise<Result> {
  return onTable(context, request, options, async (table, target) => {
    await requireChangeable(table, target, request.branch, kind);
    return operation(table, target);
  });
}

/** As `onTable`; for a table that is only declared the result is `otherwise`. */
export async function onWrittenTable<Result>(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
  otherwise: Result,
  operation: (table: Table, target: TableTarget) => Promise<Result>,
): Promise<Result> {
  const { opened, target } = await openWrittenTable(context, request, options);
  if (!opened) return otherwise;
  const use = { branch: request.branch, signal: options?.signal };
  return useTable(opened.table, target, (table) => operation(table, target), use);
}

/** As `onWrittenTable`, for an operation that neither changes the table nor checks out another version: other calls use it again. */
export async function onPooledTable<Result>(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
  otherwise: Result,
  operation: (table: Table, target: TableTarget) => Promise<Result>,
): Promise<Result> {
  const { opened, target } = await openWrittenTable(context, request, options);
  if (!opened) return otherwise;
  const use = { branch: request.branch, signal: options?.signal, release: opened.release };
  return useTable(opened.table, target, (table) => operation(table, target), use);
}

/** Opens the table that a request names, or takes it from the pool; `opened` is undefined when it is only declared. */
export function openWrittenTable(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
): ReturnType<typeof openWritten> {
  const open = opener(context, request);
  return explainVersion(context, request, options, () =>
    openWritten(context.namespace, open, parseTableId(request), options),
  );
}

function opener(context: DataContext, request: TablePoint): (target: TableTarget) => Promise<PooledTable> {
  const point = readPoint(request);
  if (Object.keys(point).length === 0) return (target) => context.pool.acquire(target);
  return async (target) => unpooled(await context.engine.open(target, point));
}

/** Opens the table that a request names. */
export async function openTable(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
): Promise<{ table: Table; target: TableTarget }> {
  const point = readPoint(request);
  const target = await resolveTable(context.namespace, parseTableId(request), options);
  options?.signal?.throwIfAborted();
  const table = await explainVersion(context, request, options, () => context.engine.open(target, point));
  return { table, target };
}

/** The branch and version of a request, as LanceDB's options at open. */
export function readPoint(request: TablePoint): Pick<Partial<OpenTableOptions>, "branch" | "version"> {
  const { branch, version } = request;
  if (branch !== undefined && branch !== null && (typeof branch !== "string" || branch === "")) {
    throw new InvalidInputError("branch must be a non-empty string.");
  }
  if (branch) checkReferenceName("branch", branch);
  const isVersion = Number.isSafeInteger(version) && Number(version) >= 0;
  if (version !== undefined && version !== null && !isVersion) {
    throw new InvalidInputError("version must be an integer of at least 0.");
  }
  return {
    ...(branch !== undefined && branch !== null && { branch }),
    ...(version !== undefined && version !== null && { version }),
  };
}

/** LanceDB reports a missing version of a branch as a missing branch; the list of branches decides. */
async function explainVersion<Result>(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
  open: () => Promise<Result>,
): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    const { id, branch, version } = request;
    if (!isNamespaceError(error, 22) || !branch || version === undefined || version === null) throw error;
    const isKnown = await onTable(context, { id }, options, async (table) =>
      Object.hasOwn(await (await table.branches()).list(), branch),
    );
    if (!isKnown) throw error;
    throw new TableVersionNotFoundError(`Version ${version} of branch '${branch}' was not found.`, {
      cause: error,
    });
  }
}

/** A table that outlives the operation that opened it. */
export interface StreamedTable {
  table: Table;
  target: TableTarget;
  /** Ends the use of the table, and converts a failure to an error of the spec; it may be called twice. */
  close(error?: unknown): unknown;
}

/** Opens a table for a result that is read later, by an operation that only reads. */
export async function openForStream(
  context: DataContext,
  request: TablePoint,
  options: CallOptions | undefined,
): Promise<StreamedTable> {
  const open = opener(context, request);
  const target = await resolveTable(context.namespace, parseTableId(request), options);
  const { signal } = options ?? {};
  signal?.throwIfAborted();
  const { table, release } = await explainVersion(context, request, options, () => open(target));
  return {
    table,
    target,
    close(error) {
      if (error === undefined) {
        release();
        return undefined;
      }
      table.close();
      if (signal?.aborted && error === signal.reason) return error;
      const call = {
        table: target.name ?? "",
        location: target.location,
        branch: request.branch ?? undefined,
      };
      return toNamespaceError(error, call);
    },
  };
}
