import type { Table } from "@lancedb/lancedb";
import { type CallOptions, isNamespaceError } from "@lancetree/core";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { namingColumn } from "../lance-files/unreadable-columns.ts";
import { resolveTable, resolveTableState, type TableResolver } from "./resolve-table.ts";
import type { PooledTable } from "./table-pool.ts";
import type { TableTarget } from "./table-target.ts";

/** The table of an operation, for its errors. */
export interface TableUse {
  branch?: string | null | undefined;
  /** Its reason is not translated. */
  signal?: AbortSignal | undefined;
  /** Called instead of closing the table when the operation has succeeded. */
  release?: (() => void) | undefined;
}

/** Runs one operation on a table that was opened for it, with LanceDB's errors translated, and closes the table. */
export async function useTable<Result>(
  table: Table,
  target: TableTarget,
  operation: (table: Table) => Promise<Result>,
  use: TableUse = {},
): Promise<Result> {
  let hasSucceeded = false;
  try {
    const result = await operation(table);
    hasSucceeded = true;
    return result;
  } catch (error) {
    if (use.signal?.aborted && error === use.signal.reason) throw error;
    const call = { table: table.name, location: target.location, branch: use.branch ?? undefined };
    throw await namingColumn(toNamespaceError(error, call), table, target, use.branch);
  } finally {
    if (hasSucceeded && use.release) use.release();
    else table.close();
  }
}

/**
 * Finds and opens a table; undefined if it is declared and has no data. Storage decides that, because a catalog that
 * stores only names may still report a table as declared after it was written.
 */
export async function openWritten(
  namespace: TableResolver,
  open: (target: TableTarget) => Promise<PooledTable>,
  path: readonly string[],
  callOptions?: CallOptions,
): Promise<{ target: TableTarget; opened: PooledTable | undefined }> {
  const target = await resolveTable(namespace, path, callOptions);
  callOptions?.signal?.throwIfAborted();
  try {
    return { target, opened: await open(target) };
  } catch (error) {
    if (!isNamespaceError(error, 4)) throw error;
    const { isOnlyDeclared } = await resolveTableState(namespace, path, callOptions);
    if (isOnlyDeclared === false) throw error;
    return { target, opened: undefined };
  }
}
