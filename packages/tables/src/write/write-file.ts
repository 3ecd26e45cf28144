import type { Table } from "@lancedb/lancedb";
import { arrow } from "../arrow/apache-arrow.ts";
import { schemaOf } from "../arrow/table-schema.ts";
import { lancedb } from "../engine/lancedb.ts";
import { type MergeResult, nativeTable, toBuffer } from "../engine/native.ts";

/**
 * Whether LanceDB computes vectors for rows that are written to a table: the table's metadata names embedding
 * functions, and this process has registered all of them. A server does not have the functions of its clients, which
 * then have to send the vectors.
 */
async function computesVectors(table: Table): Promise<boolean> {
  const { metadata } = await schemaOf(table);
  const named = metadata.get("embedding_functions");
  if (named === undefined) return false;
  const registry = lancedb.embedding.getRegistry();
  return lancedb.embedding
    .parseEmbeddingMetadata(named)
    .every(({ name }) => registry.get(name) !== undefined);
}

/** Adds the rows of an Arrow IPC file to a table. */
export async function addFile(
  table: Table,
  file: Uint8Array,
  mode: "append" | "overwrite",
): Promise<{ version: number }> {
  if (await computesVectors(table)) {
    const rows = arrow.tableFromIPC(file);
    // Without rows, LanceDB makes a file without a batch, which its native object rejects.
    if (rows.numRows > 0) return table.add(rows, { mode });
  }
  return nativeTable(table).add(toBuffer(file), mode);
}

/** How rows are merged into a table. */
export interface MergeOptions {
  readonly on: string[];
  readonly useIndex: boolean;
  /** Updates existing rows, or only those that meet the condition. */
  readonly update?: { readonly where?: string | undefined } | undefined;
  readonly insert: boolean;
  /** Deletes rows that were not sent, or only those that meet the condition. */
  readonly remove?: { readonly where?: string | undefined } | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Merges the rows of an Arrow IPC file into a table. */
export async function mergeFile(table: Table, file: Uint8Array, options: MergeOptions): Promise<MergeResult> {
  const { on, useIndex, update, insert, remove, timeoutMs } = options;
  const rows = (await computesVectors(table)) ? arrow.tableFromIPC(file) : undefined;
  if (rows && rows.numRows > 0) {
    let merge = table.mergeInsert(on).useIndex(useIndex);
    if (update) merge = merge.whenMatchedUpdateAll(update.where ? { where: update.where } : undefined);
    if (insert) merge = merge.whenNotMatchedInsertAll();
    if (remove)
      merge = merge.whenNotMatchedBySourceDelete(remove.where ? { where: remove.where } : undefined);
    return merge.execute(rows, timeoutMs === undefined ? {} : { timeoutMs });
  }
  let merge = nativeTable(table).mergeInsert(on).useIndex(useIndex);
  if (update) merge = merge.whenMatchedUpdateAll(update.where);
  if (insert) merge = merge.whenNotMatchedInsertAll();
  if (remove) merge = merge.whenNotMatchedBySourceDelete(remove.where);
  if (timeoutMs !== undefined) merge.setTimeout(timeoutMs);
  return merge.execute(toBuffer(file));
}
