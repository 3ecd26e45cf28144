import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type InsertIntoTableRequest,
  type InsertIntoTableResponse,
  type Namespace,
  parseInsertMode,
  parseTableId,
} from "@lancetree/core";
import type { Table as ArrowTable } from "apache-arrow";
import { readArrowStream } from "./arrow-stream.ts";
import type { TableEngine, TableTarget } from "./engine.ts";
import { openWritten, useTable } from "./use-table.ts";

/** Adds rows to a table, replaces all of them, or fills a table that is only declared. */
export async function insertIntoTable(
  namespace: Namespace,
  engine: TableEngine,
  request: InsertIntoTableRequest,
  options?: CallOptions,
): Promise<InsertIntoTableResponse> {
  const path = parseTableId(request);
  const mode = parseInsertMode(request.mode);
  const rows = await readArrowStream(request.data);
  const branch = request.branch === undefined ? {} : { branch: request.branch };
  const { target, table: existing } = await openWritten(namespace, engine, path, branch, options);
  const table = existing ?? (await writeArrow(engine, target, rows));
  return useTable(table, target, async () => {
    const version = existing ? (await existing.add(rows, { mode })).version : await table.version();
    return { version, num_inserted_rows: rows.numRows };
  });
}

/** Creates a table from what was read; a stream without rows makes an empty one. */
export function writeArrow(
  engine: TableEngine,
  target: TableTarget,
  rows: ArrowTable,
  mode: "create" | "overwrite" = "create",
): Promise<Table> {
  return rows.numRows === 0
    ? engine.createEmpty(target, rows.schema, { mode })
    : engine.create(target, rows, { mode });
}
