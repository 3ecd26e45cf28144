import { deepStrictEqual, ok } from "node:assert/strict";
import { blob, type Connection, Index, type Table } from "@lancedb/lancedb";
import { Field, Int32, Schema } from "apache-arrow";
import { type Probe, rows } from "./probe.ts";

async function expectIds(found: Promise<unknown[]>, ids: number[]): Promise<void> {
  const got = (await found).map((row) => Number(Reflect.get(Object(row), "id")));
  deepStrictEqual(got.toSorted(), ids);
}

/** A table with a primary key, which may hold no nulls. */
async function keyed(db: Connection): Promise<Table> {
  const table = await db.createEmptyTable("keyed", new Schema([new Field("id", new Int32(), false)]));
  await table.setUnenforcedPrimaryKey("id");
  return table;
}

async function lsm(db: Connection): Promise<Table> {
  const table = await keyed(db);
  await table.setLsmWriteSpec({ specType: "unsharded" });
  ok(await table.getLsmWriteSpec());
  return table;
}

async function blobs(db: Connection): Promise<Table> {
  const schema = new Schema([blob("data")]);
  return db.createTable("blobs", [{ data: Buffer.from("bytes") }], { schema });
}

/** One probe for each member of LanceDB's `Table`. */
export const tableProbes: Readonly<Record<string, Probe>> = {
  name: async ({ table }) => deepStrictEqual(table.name, "t"),
  isOpen: async ({ table }) => ok(table.isOpen()),
  close: async ({ table }) => {
    table.close();
    ok(!table.isOpen());
  },
  display: async ({ table }) => ok(table.display().length > 0),
  schema: async ({ table }) =>
    deepStrictEqual(
      (await table.schema()).fields.map(({ name }) => name),
      ["id", "vector", "text"],
    ),
  add: async ({ table }) => {
    await table.add([{ id: 4, vector: [0, 0], text: "more" }]);
    deepStrictEqual(await table.countRows(), 4);
  },
  update: async ({ table }) =>
    deepStrictEqual((await table.update({ where: "id = 1", values: { id: 9 } })).rowsUpdated, 1),
  countRows: async ({ table }) => deepStrictEqual(await table.countRows("id > 1"), 2),
  delete: async ({ table }) => {
    await table.delete("id = 1");
    deepStrictEqual(await table.countRows(), 2);
  },
  createIndex: async ({ table }) => {
    await table.createIndex("id", { config: Index.btree() });
    deepStrictEqual((await table.listIndices()).length, 1);
  },
  createIndexAsync: async ({ table }) => {
    await (await table.createIndexAsync("id", { config: Index.btree() })).wait();
    deepStrictEqual((await table.listIndices()).length, 1);
  },
  dropIndex: async ({ table }) => {
    await table.createIndex("id", { config: Index.btree(), name: "i" });
    await table.dropIndex("i");
    deepStrictEqual(await table.listIndices(), []);
  },
  prewarmIndex: async ({ table }) => {
    await table.createIndex("id", { config: Index.btree(), name: "i" });
    await table.prewarmIndex("i");
  },
  prewarmData: ({ table }) => table.prewarmData(),
  waitForIndex: async ({ table }) => {
    await table.createIndex("id", { config: Index.btree(), name: "i" });
    await table.waitForIndex(["i"], 1800);
  },
  takeOffsets: ({ table }) => expectIds(table.takeOffsets([0]).toArray(), [1]),
  takeRowIds: ({ table }) => expectIds(table.takeRowIds([0n]).toArray(), [1]),
  blobColumns: async ({ table }) => deepStrictEqual(await table.blobColumns(), []),
  query: ({ table }) => expectIds(table.query().where("id > 1").toArray(), [2, 3]),
  search: async ({ table }) => {
    await table.createIndex("text", { config: Index.fts() });
    await expectIds(table.search("puppy", "fts").toArray(), [1, 3]);
  },
  vectorSearch: ({ table }) => expectIds(table.vectorSearch([0, 1]).limit(1).toArray(), [1]),
  addColumns: async ({ table }) => {
    await table.addColumns([{ name: "twice", valueSql: "id * 2" }]);
    deepStrictEqual(await table.countRows("twice = 6"), 1);
  },
  refreshMaterializedView: async ({ db }) => {
    await db.createMaterializedView("v", "t");
    const view = await db.openTable("v");
    deepStrictEqual((await view.refreshMaterializedView()).rowsWritten, 3);
  },
  alterColumns: async ({ table }) => {
    await table.alterColumns([{ path: "text", rename: "words" }]);
    deepStrictEqual(await table.countRows("words is not null"), 3);
  },
  updateFieldMetadata: async ({ table }) => {
    await table.updateFieldMetadata([{ path: "text", metadata: { unit: "words" } }]);
    const field = (await table.schema()).fields.find(({ name }) => name === "text");
    deepStrictEqual(field?.metadata.get("unit"), "words");
  },
  dropColumns: async ({ table }) => {
    await table.dropColumns(["text"]);
    deepStrictEqual((await table.schema()).fields.length, 2);
  },
  refreshColumn: async ({ table }) => {
    await table.addColumns({ computed: [{ name: "twice", valueSql: "id * 2" }] });
    deepStrictEqual((await table.refreshColumn("twice")).rowsFilled, 3);
  },
  refreshColumnAsync: async ({ table }) => {
    await table.addColumns({ computed: [{ name: "twice", valueSql: "id * 2" }] });
    await (await table.refreshColumnAsync("twice")).wait();
    await table.checkoutLatest();
    deepStrictEqual(await table.countRows("twice = 6"), 1);
  },
  getEmbeddingFunctions: async ({ table }) => {
    const found: unknown = await Reflect.apply(Reflect.get(table, "getEmbeddingFunctions"), table, []);
    ok(found instanceof Map);
  },
  fetchBlobs: async ({ db }) => {
    const table = await blobs(db);
    deepStrictEqual((await table.fetchBlobs("data", [0n])).map(String), ["bytes"]);
  },
  fetchBlobFiles: async ({ db }) => {
    const table = await blobs(db);
    const [file] = await table.fetchBlobFiles("data", [0n]);
    deepStrictEqual(String(await file?.read()), "bytes");
  },
  setUnenforcedPrimaryKey: async ({ db }) => {
    await keyed(db);
  },
  setLsmWriteSpec: async ({ db }) => {
    await lsm(db);
  },
  unsetLsmWriteSpec: async ({ db }) => {
    const table = await lsm(db);
    await table.unsetLsmWriteSpec();
    deepStrictEqual(await table.getLsmWriteSpec(), undefined);
  },
  closeLsmWriters: async ({ db }) => (await lsm(db)).closeLsmWriters(),
  flushLsm: async ({ db }) => (await lsm(db)).flushLsm(),
  compactLsm: async ({ db }) => (await lsm(db)).compactLsm(),
  checkpointLsm: async ({ db }) => (await lsm(db)).checkpointLsm(),
  getLsmStats: async ({ db }) => {
    ok(await (await lsm(db)).getLsmStats());
  },
  usesV2ManifestPaths: async ({ table }) => {
    deepStrictEqual(await Reflect.apply(Reflect.get(table, "usesV2ManifestPaths"), table, []), true);
  },
  migrateManifestPathsV2: async ({ table }) => {
    await Reflect.apply(Reflect.get(table, "migrateManifestPathsV2"), table, []);
  },
  getLsmWriteSpec: async ({ table }) => deepStrictEqual(await table.getLsmWriteSpec(), undefined),
  version: async ({ table }) => deepStrictEqual(await table.version(), 1),
  checkout: async ({ table }) => {
    await table.add(rows);
    await table.checkout(1);
    deepStrictEqual(await table.countRows(), 3);
  },
  checkoutLatest: async ({ table }) => {
    await table.add(rows);
    await table.checkout(1);
    await table.checkoutLatest();
    deepStrictEqual(await table.countRows(), 6);
  },
  listVersions: async ({ table }) => deepStrictEqual((await table.listVersions()).length, 1),
  restore: async ({ table }) => {
    await table.add(rows);
    await table.checkout(1);
    await table.restore();
    deepStrictEqual([await table.countRows(), await table.version()], [3, 3]);
  },
  tags: async ({ table }) => {
    await (await table.tags()).create("v1", 1);
    deepStrictEqual(await (await table.tags()).getVersion("v1"), 1);
  },
  branches: async ({ table }) => {
    const branch = await (await table.branches()).create("b");
    await branch.add(rows);
    deepStrictEqual([await branch.countRows(), await table.countRows()], [6, 3]);
  },
  currentBranch: async ({ table }) => deepStrictEqual(table.currentBranch(), null),
  optimize: async ({ table }) => {
    await table.add(rows);
    ok((await table.optimize()).compaction.fragmentsRemoved > 0);
  },
  listIndices: async ({ table }) => deepStrictEqual(await table.listIndices(), []),
  tokenize: async ({ table }) => {
    await table.createIndex("text", { config: Index.fts() });
    ok((await table.tokenize("two words", { column: "text" })).length > 0);
  },
  toArrow: async ({ table }) => deepStrictEqual((await table.toArrow()).numRows, 3),
  indexStats: async ({ table }) => {
    await table.createIndex("id", { config: Index.btree(), name: "i" });
    deepStrictEqual((await table.indexStats("i"))?.numIndexedRows, 3);
  },
  stats: async ({ table }) => deepStrictEqual((await table.stats()).numRows, 3),
  initialStorageOptions: async ({ db }) => {
    const table = await db.createTable("u", rows, { storageOptions: { timeout: "60s" } });
    deepStrictEqual((await table.initialStorageOptions())?.["timeout"], "60s");
  },
  latestStorageOptions: async ({ db }) => {
    const table = await db.createTable("u", rows, { storageOptions: { timeout: "60s" } });
    deepStrictEqual((await table.latestStorageOptions())?.["timeout"], "60s");
  },
  mergeInsert: async ({ table }) => {
    const merged = await table
      .mergeInsert("id")
      .whenNotMatchedInsertAll()
      .execute([{ id: 4, vector: [0, 0], text: "more" }]);
    deepStrictEqual(merged.numInsertedRows, 1);
  },
};
