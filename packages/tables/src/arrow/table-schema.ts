import type { Table } from "@lancedb/lancedb";
import { type ArrowSchema, openArrow } from "@lancetree/arrow";
import { nativeTable } from "../engine/native.ts";

/** The schema of a table, with every type that Lance stores. */
export async function schemaOf(table: Table): Promise<ArrowSchema> {
  const reader = await openArrow(await nativeTable(table).schema());
  await reader.close();
  return reader.schema;
}
