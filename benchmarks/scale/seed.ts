import { connectNamespace } from "@lancedb/lancedb";
import { arrow, openTableEngine, type Table } from "@lancetree/tables";
import type { Vector } from "apache-arrow";
import { nameOf, parent } from "../seeded-names.ts";

/** Holds namespaces, if anything is to be dropped with a cascade. */
export const cascadedNamespace = "cascaded";
/** Real tables, which can be opened: `t0` and so on. */
export const tableCount = 20;

/** How the rows stand in the table: as we fold them, or as they come when their names are random. */
export type Order = "sorted" | "shuffled";

export interface Seed {
  readonly root: string;
  readonly objects: number;
  readonly order: Order;
  /** How many objects the namespace `cascaded` has as well. */
  readonly cascaded?: number | undefined;
  /** Whether there are real tables as well. */
  readonly tables?: boolean | undefined;
}

/** Creates a catalog with a number of objects by one merge, with the rows that native clients would have written. */
export async function seed({ root, objects, order, cascaded, tables }: Seed): Promise<void> {
  const db = await connectNamespace("dir", { root });
  await db.createNamespace([parent]);
  if (tables)
    for (let index = 0; index < tableCount; index++) await db.createTable(`t${index}`, [{ id: 1 }], [parent]);
  const names = Array.from({ length: objects }, (_, index) => nameOf(index)).toSorted();
  if (order === "shuffled") shuffle(names);
  await insert(
    root,
    names.map((name) => `${parent}$${name}`),
  );
  if (!cascaded) return;
  await db.createNamespace([cascadedNamespace]);
  await insert(
    root,
    names.slice(0, cascaded).map((name) => `${cascadedNamespace}$${name.replace("table", "more")}`),
  );
}

async function insert(root: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await using engine = await openTableEngine();
  const table = await engine.open({ location: `${root}/__manifest` });
  await insertInto(table, ids);
  table.close();
}

/** One merge, of which Lance compares the inserted keys with those of others. */
export async function insertInto(table: Table, ids: readonly string[]): Promise<void> {
  const isTable = (id: string): boolean => id.includes("$table");
  const schema = await table.schema();
  const column = (name: string, value: (id: string) => string | null): [string, Vector] => {
    const type = schema.fields.find((field) => field.name === name)?.type;
    return [name, arrow.vectorFromArray(ids.map(value), type)];
  };
  const rows = new arrow.Table(
    schema,
    Object.fromEntries([
      column("object_id", (id) => id),
      column("object_type", (id) => (isTable(id) ? "table" : "namespace")),
      column("location", (id) => (isTable(id) ? `0a1b2c3d_${id}` : null)),
      column("metadata", (id) => (isTable(id) ? null : JSON.stringify({ owner: `team ${id}` }))),
      column("base_objects", () => null),
    ]),
  );
  await table.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false).execute(rows);
}

/** The same order every time. */
function shuffle(names: string[]): void {
  let state = 1;
  for (let last = names.length - 1; last > 0; last--) {
    state = (state * 48271) % 0x7fffffff;
    const other = state % (last + 1);
    [names[last], names[other]] = [names[other] ?? "", names[last] ?? ""];
  }
}
