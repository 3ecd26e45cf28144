import { lancedb } from "../../src/engine/lancedb.ts";
import { type LancedbFailure, rows, where } from "./surroundings.ts";

const stable = { storageOptions: { newTableEnableStableRowIds: "true" } };

/** Tables, branches, tags, versions, indices and columns that are missing, exist already or are in use. */
export const objectFailures: readonly LancedbFailure[] = [
  ["a table that exists", 5, async ({ db, table }) => db.createTable((await table()).name, rows)],
  ["a table that is missing", 4, async ({ db }) => db.openTable("missing")],
  [
    "a branch that another one is made of",
    19,
    async ({ table }) => {
      const branches = await (await table()).branches();
      await branches.create("x");
      await branches.create("y", "x");
      return branches.delete("x");
    },
  ],
  [
    "a branch that is missing",
    22,
    async ({ table }) => (await (await table()).branches()).checkout("missing"),
  ],
  [
    "deleting a branch that is missing",
    22,
    async ({ table }) => (await (await table()).branches()).delete("missing"),
  ],
  [
    "a tag that exists",
    9,
    async ({ table }) => {
      const tags = await (await table()).tags();
      await tags.create("x", 1);
      return tags.create("x", 1);
    },
  ],
  ["a tag that is missing", 8, async ({ table }) => (await (await table()).tags()).getVersion("missing")],
  ["a version that is missing", 11, async ({ table }) => (await table()).checkout(99)],
  [
    "a tag of a version that is missing",
    11,
    async ({ table }) => (await (await table()).tags()).create("x", 99),
  ],
  [
    "an index that exists",
    7,
    async ({ table }) => {
      const indexed = await table();
      await indexed.createIndex("id", { config: lancedb.Index.btree() });
      return indexed.createIndex("id", { config: lancedb.Index.btree(), replace: false });
    },
  ],
  ["an index that is missing", 6, async ({ table }) => (await table()).dropIndex("missing")],
  [
    "an index on a column of another type",
    13,
    async ({ table }) => (await table()).createIndex("id", { config: lancedb.Index.fts() }),
  ],
  ["an index on a column that is missing", 12, async ({ table }) => (await table()).createIndex("missing")],
  [
    "a view with a column that is missing",
    12,
    async ({ db, table }) =>
      db.createMaterializedView("view", (await table(stable)).name, { select: ["missing"] }),
  ],
  [
    "a view computed by a column that is missing",
    12,
    async ({ db, table }) =>
      db.createMaterializedView("view", (await table(stable)).name, { select: { x: "missing + 1" } }),
  ],
  [
    "a view whose SQL cannot be parsed",
    13,
    async ({ db, table }) =>
      db.createMaterializedView("view", (await table(stable)).name, { select: { x: "1 +" } }),
  ],
  [
    "a computed column that exists",
    13,
    async ({ table }) => (await table()).addColumns({ computed: [{ name: "id", valueSql: "1" }] }),
  ],
  ["a filter on a column that is missing", 12, where("missing = 1")],
  ["dropping a column that is missing", 12, async ({ table }) => (await table()).dropColumns(["missing"])],
  [
    "metadata of a column that is missing",
    12,
    async ({ table }) => (await table()).updateFieldMetadata([{ path: "missing", metadata: { a: "b" } }]),
  ],
];
