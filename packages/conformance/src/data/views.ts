import { equal, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import type { Rule } from "../rule.ts";
import { users } from "./table.ts";

const source = "people";
const id = ["grown"];

/** The source is in the root, as the view is, and keeps the ids of its rows. */
async function fillSource({ namespace, arrow }: Catalog): Promise<void> {
  // A backend without views refuses this and the case ends, before it is asked for storage options that it may not take.
  await rejects(namespace.refreshMaterializedView({ id }), 4, "grown");
  await namespace.createTable({
    id: [source],
    data: arrow.encode(users),
    storage_options: { new_table_enable_stable_row_ids: "true" },
  });
}

/** The view of the later two users, whose definition is written as LanceDB writes it. */
async function createView(
  { namespace, arrow }: Catalog,
  more: { with_no_data?: boolean } = {},
): Promise<Awaited<ReturnType<Catalog["namespace"]["createMaterializedView"]>>> {
  const rows = users.map((row) => ({ id: row["id"], name: row["name"] }));
  return namespace.createMaterializedView({
    id,
    kind: "query",
    source_query: JSON.stringify({
      kind: "select",
      source_table: source,
      projections: ["id", "name"].map((column) => ({ output: column, expression: column })),
      filter: "id >= 2",
    }),
    output_schema: toBase64(arrow.encode(rows)),
    ...more,
  });
}

async function count({ namespace }: Catalog): Promise<number> {
  return Number((await namespace.countTableRows({ id })).count);
}

/** Materialized views are tables that a refresh brings up to the state of their source. */
export const dataViews: Rule = {
  name: "materialized views",
  cases: {
    "createMaterializedView: makes an empty table": async (catalog) => {
      await fillSource(catalog);
      const { version, job_id } = await createView(catalog);
      equal([version, job_id], [1, undefined], "version and job");
      equal(await count(catalog), 0, "rows");
      equal((await catalog.namespace.listTables({ id: [] })).tables.toSorted(), ["grown", source], "tables");
    },
    "createMaterializedView: with data is refreshed": async (catalog) => {
      await fillSource(catalog);
      equal(typeof (await createView(catalog, { with_no_data: false })).job_id, "string", "job");
      equal(await count(catalog), 2, "rows");
    },
    "createMaterializedView: the name is taken": async (catalog) => {
      await fillSource(catalog);
      await createView(catalog);
      await rejects(createView(catalog), 5, "grown");
    },
    "createMaterializedView: the source is missing": async (catalog) => {
      await rejects(createView(catalog), 4, source);
      equal((await catalog.namespace.listTables({ id: [] })).tables, [], "tables");
    },
    "refreshMaterializedView: takes what came to the source": async (catalog) => {
      await fillSource(catalog);
      await createView(catalog);
      await catalog.namespace.refreshMaterializedView({ id });
      equal(await count(catalog), 2, "rows");
      const more = { id: 4, vector: [0, 0], name: "dave", text: "nothing" };
      await catalog.namespace.insertIntoTable({ id: [source], data: catalog.arrow.encode([more]) });
      equal(await count(catalog), 2, "rows before the refresh");
      await catalog.namespace.refreshMaterializedView({ id });
      equal(await count(catalog), 3, "rows after it");
    },
    "refreshMaterializedView: a table is not a view": async (catalog) => {
      await fillSource(catalog);
      await rejects(catalog.namespace.refreshMaterializedView({ id: [source] }), 13, source);
    },
    "refreshMaterializedView: nothing is there": async (catalog) => {
      await rejects(catalog.namespace.refreshMaterializedView({ id }), 4, "grown");
    },
  },
};

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
