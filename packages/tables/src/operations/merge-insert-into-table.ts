import {
  type CallOptions,
  InvalidInputError,
  type MergeInsertIntoTableRequest,
  type MergeInsertIntoTableResponse,
  parseTableId,
} from "@lancetree/core";
import { emptyFile, readArrowFile } from "../arrow/arrow-parts.ts";
import { useTable } from "../engine/use-table.ts";
import { requireChangeable } from "../lance-files/table-features.ts";
import type { SqlReader } from "../sql/sql-reader.ts";
import { mergeFile } from "../write/write-file.ts";
import { type DataContext, openWrittenTable, readPoint } from "./table-access.ts";

/**
 * Merges rows into a table by key, in one commit: the whole stream is read into memory first. A table that is only
 * declared is created from the stream, without its rows unless `when_not_matched_insert_all` is set.
 */
export async function mergeInsertIntoTable(
  context: DataContext,
  request: MergeInsertIntoTableRequest,
  options?: CallOptions,
): Promise<MergeInsertIntoTableResponse> {
  const { engine, sql } = context;
  parseTableId(request);
  const on = readKey(request.on);
  const requestedMs = request.timeout ? readDuration(request.timeout) : Number.POSITIVE_INFINITY;
  const shortest = Math.min(requestedMs, options?.timeoutMs ?? Number.POSITIVE_INFINITY);
  const timeoutMs = Number.isFinite(shortest) ? shortest : undefined;
  const point = readPoint({ branch: request.branch });
  const update = readBranch(sql, request, "when_matched_update_all");
  const remove = readBranch(sql, request, "when_not_matched_by_source_delete");
  const part = await readArrowFile(request.data, options);
  const { target, opened } = await openWrittenTable(context, { id: request.id, ...point }, options);
  const use = { branch: request.branch, signal: options?.signal, release: opened?.release };
  if (!opened) {
    const isKept = request.when_not_matched_insert_all === true;
    const created = await engine.createFromFile(target, isKept ? part.file : emptyFile(part));
    return useTable(created, target, async (table) => ({
      version: await table.version(),
      num_inserted_rows: isKept ? part.rows : 0,
      num_updated_rows: 0,
      num_deleted_rows: 0,
      num_attempts: 1,
    }));
  }
  return useTable(
    opened.table,
    target,
    async (table) => {
      await requireChangeable(table, target, request.branch, "keep");
      const result = await mergeFile(table, part.file, {
        on,
        useIndex: request.use_index ?? false,
        insert: request.when_not_matched_insert_all === true,
        ...(update && { update }),
        ...(remove && { remove }),
        timeoutMs,
      });
      return {
        version: result.version,
        num_inserted_rows: result.numInsertedRows,
        num_updated_rows: result.numUpdatedRows,
        num_deleted_rows: result.numDeletedRows,
        num_attempts: result.numAttempts,
      };
    },
    use,
  );
}

/** Whether an action applies to some rows, and under which condition; undefined if it does not. */
function readBranch(
  sql: SqlReader,
  request: MergeInsertIntoTableRequest,
  what: "when_matched_update_all" | "when_not_matched_by_source_delete",
): { where?: string } | undefined {
  const field = `${what}_filt` as const;
  const where = sql.condition(field, request[field]);
  if (request[what]) return where === undefined ? {} : { where };
  if (where !== undefined) throw new InvalidInputError(`${field} needs ${what}.`);
  return undefined;
}

/** Older clients send one column as a string. */
function readKey(on: string | readonly string[] | undefined): string[] {
  const columns = typeof on === "string" ? [on] : [...(on ?? [])];
  if (columns.length === 0 || columns.some((column) => typeof column !== "string" || column === "")) {
    throw new InvalidInputError("on must name the key columns, by which rows are matched.");
  }
  return columns;
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function readDuration(text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const factor = milliseconds[unit];
  if (amount === undefined || factor === undefined) {
    throw new InvalidInputError(`timeout must be a number with its unit, such as 30s or 5m, not "${text}".`);
  }
  return Math.ceil(Number(amount) * factor);
}
