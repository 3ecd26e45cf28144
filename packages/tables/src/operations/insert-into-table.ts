import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type InsertIntoTableRequest,
  type InsertIntoTableResponse,
  parseInsertMode,
  parseTableId,
} from "@lancetree/core";
import { readArrowParts } from "../arrow/arrow-parts.ts";
import { useTable } from "../engine/use-table.ts";
import { requireChangeable } from "../lance-files/table-features.ts";
import { addStream, createFromStream, startStream, type Written } from "../write/write-stream.ts";
import { type DataContext, openWrittenTable, readPoint } from "./table-access.ts";

/**
 * Adds rows to a table, replaces all of them, or fills a table that is only declared. A stream of more than 16 MB is
 * committed in parts; one that ends early leaves the table as it was before.
 */
export async function insertIntoTable(
  context: DataContext,
  request: InsertIntoTableRequest,
  options?: CallOptions,
): Promise<InsertIntoTableResponse> {
  parseTableId(request);
  const mode = parseInsertMode(request.mode);
  const point = readPoint({ branch: request.branch });
  const stream = await startStream(readArrowParts(request.data, options));
  const { target, opened } = await openWrittenTable(context, { id: request.id, ...point }, options);
  const use = { branch: request.branch, signal: options?.signal, release: opened?.release };
  if (opened) {
    const add = async (table: Table): Promise<Written> => {
      await requireChangeable(table, target, request.branch, "keep");
      return addStream(table, stream, mode, options?.signal);
    };
    const { version, rows } = await useTable(opened.table, target, add, use);
    return { version, num_inserted_rows: rows };
  }
  const created = await createFromStream(context.engine, target, stream, "create", options?.signal);
  return useTable(created, target, async (table) => ({
    version: await table.version(),
    num_inserted_rows: await table.countRows(),
  }));
}
