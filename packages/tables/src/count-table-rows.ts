import {
  type CallOptions,
  type CountTableRowsRequest,
  type CountTableRowsResponse,
  type Namespace,
  parseTableId,
} from "@lancetree/core";
import type { TableEngine } from "./engine.ts";
import { openWritten, useTable } from "./use-table.ts";

/** Counts the rows of a version that a predicate selects. A table that is only declared has none. */
export async function countTableRows(
  namespace: Namespace,
  engine: TableEngine,
  request: CountTableRowsRequest,
  options?: CallOptions,
): Promise<CountTableRowsResponse> {
  const path = parseTableId(request);
  const { target, table } = await openWritten(namespace, engine, path, readPoint(request), options);
  if (!table) return { count: 0n };
  return useTable(table, target, async () => ({ count: BigInt(await table.countRows(request.predicate)) }));
}

/** The branch and version of a request, as LanceDB's options at open. */
export function readPoint(request: { branch?: string; version?: number }): {
  branch?: string;
  version?: number;
} {
  return {
    ...(request.branch !== undefined && { branch: request.branch }),
    ...(request.version !== undefined && { version: request.version }),
  };
}
