import { equal, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import type { Rule } from "../rule.ts";
import { column, fill, id, query } from "./table.ts";

async function names(catalog: Catalog): Promise<string[]> {
  return Object.keys((await query(catalog, { k: 1 }))[0] ?? {});
}

const all = ["id", "vector", "name", "text"];

/** Columns are added, altered and dropped, with their values. */
export const dataColumns: Rule = {
  name: "columns",
  cases: {
    "alterTableAddColumns: an expression fills the column": async (catalog) => {
      await fill(catalog);
      const new_columns = [{ name: "twice", expression: "id * 2" }];
      await catalog.namespace.alterTableAddColumns({ id, new_columns });
      equal((await column(catalog, "twice")).map(Number), [2, 4, 6], "values");
    },
    "alterTableAddColumns: taken names are 20, missing columns 12": async (catalog) => {
      await fill(catalog);
      const add = (name: string, expression: string): Promise<unknown> =>
        catalog.namespace.alterTableAddColumns({ id, new_columns: [{ name, expression }] });
      await rejects(add("id", "1"), 20);
      await rejects(add("x", "nope"), 12);
      equal(await names(catalog), all, "columns");
    },
    "alterTableAlterColumns: a new name keeps the values": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.alterTableAlterColumns({
        id,
        alterations: [{ path: "name", rename: "title" }],
      });
      equal(await names(catalog), ["id", "vector", "title", "text"], "columns");
      equal(await column(catalog, "title"), ["alice", "bob", "carol"], "values");
    },
    "alterTableAlterColumns: a new type keeps the values": async (catalog) => {
      await fill(catalog);
      const alterations = [{ path: "id", data_type: { type: "float32" } }];
      await catalog.namespace.alterTableAlterColumns({ id, alterations });
      equal(
        await column(catalog, "name", { filter: "id / 2 = 0.5" }),
        ["alice"],
        "names where id / 2 is 0.5",
      );
    },
    "alterTableAlterColumns: missing columns are 12, taken names and types that do not fit 20": async (
      catalog,
    ) => {
      await fill(catalog);
      const alter = (alteration: { path: string; rename?: string; data_type?: { type: string } }) =>
        catalog.namespace.alterTableAlterColumns({ id, alterations: [alteration] });
      await rejects(alter({ path: "nope", rename: "x" }), 12);
      await rejects(alter({ path: "name", rename: "id" }), 20);
      await rejects(alter({ path: "name", data_type: { type: "int32" } }), 20);
      equal(await names(catalog), all, "columns");
    },
    "alterTableDropColumns: works on a branch": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.createTableBranch({ id, name: "b" });
      await catalog.namespace.alterTableDropColumns({ id, branch: "b", columns: ["name"] });
      equal(
        Object.keys((await query(catalog, { branch: "b" }))[0] ?? {}),
        ["id", "vector", "text"],
        "columns of the branch",
      );
      equal(await names(catalog), all, "columns");
    },
    "alterTableDropColumns: the others stay": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.alterTableDropColumns({ id, columns: ["name"] });
      equal(await names(catalog), ["id", "vector", "text"], "columns");
      await rejects(catalog.namespace.alterTableDropColumns({ id, columns: ["name"] }), 12);
    },
    "updateFieldMetadata: merges, deletes and replaces": async (catalog) => {
      await fill(catalog);
      const update = async (metadata: Record<string, string | null>, replace?: boolean): Promise<unknown> =>
        (
          await catalog.namespace.updateFieldMetadata({
            id,
            updates: [{ path: "name", metadata, ...(replace !== undefined && { replace }) }],
          })
        ).fields;
      equal(await update({ a: "1", b: "2" }), { name: { a: "1", b: "2" } }, "set");
      equal(await update({ a: null, c: "3" }), { name: { b: "2", c: "3" } }, "merged");
      equal(await update({ z: "0" }, true), { name: { z: "0" } }, "replaced");
      const described = await catalog.namespace.describeTable({ id, load_detailed_metadata: true });
      const field = described.schema?.fields.find(({ name }) => name === "name");
      equal(field?.metadata, { z: "0" }, "described");
      const missing = { id, updates: [{ path: "nope", metadata: { a: "1" } }] };
      await rejects(catalog.namespace.updateFieldMetadata(missing), 12);
    },
    "updateTableSchemaMetadata: replaces the map": async (catalog) => {
      await fill(catalog);
      await catalog.namespace.updateTableSchemaMetadata({ id, metadata: { a: "1" } });
      const { metadata } = await catalog.namespace.updateTableSchemaMetadata({ id, metadata: { b: "2" } });
      equal(metadata, { b: "2" }, "metadata");
      const described = await catalog.namespace.describeTable({ id, load_detailed_metadata: true });
      equal(described.schema?.metadata, { b: "2" }, "described");
    },
  },
};
