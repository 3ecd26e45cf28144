import type { Table } from "@lancedb/lancedb";
import type { Schema } from "apache-arrow";
import { arrow } from "./arrow.ts";
import { lancedb } from "./lancedb.ts";

/**
 * The table to write rows to that come from somewhere else.
 *
 * LanceDB refuses to write to a table whose metadata names an embedding function that this process has not registered,
 * even where the vectors are there already. A server does not have the functions of its clients, so it writes to a
 * handle that does not tell LanceDB of them.
 */
export async function toWritable(table: Table): Promise<Table> {
  const schema = await table.schema();
  const named = schema.metadata.get("embedding_functions");
  if (named === undefined || isKnown(named)) return table;
  const bare: Schema = new arrow.Schema(schema.fields);
  const handle: Table = Object.create(table, { schema: { value: async () => bare } });
  return handle;
}

function isKnown(named: string): boolean {
  const registry = lancedb.embedding.getRegistry();
  return lancedb.embedding
    .parseEmbeddingMetadata(named)
    .every(({ name }) => registry.get(name) !== undefined);
}
