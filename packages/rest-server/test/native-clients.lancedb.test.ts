import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect, connectNamespace, Index, type Table } from "@lancedb/lancedb";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { withTables } from "@lancetree/tables";
import * as arrow from "apache-arrow";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { apiKeys } from "../src/index.ts";
import { type NamespaceServer, serve } from "../src/node/index.ts";
import { lengthOf, stubNamespace } from "./support.ts";

const rows = [
  { id: 1, vector: [0.1, 0.2], name: "alice" },
  { id: 2, vector: [0.9, 0.8], name: "bob" },
];

function connectRemote(url: string, apiKey = "key"): Promise<Connection> {
  const clientConfig = { retryConfig: { retries: 1 } };
  return connect("db://catalog", { apiKey, region: "us-east-1", hostOverride: url, clientConfig });
}

describe("native clients over a directory catalog", () => {
  let folder: string;
  let namespace: ReturnType<typeof withTables>;
  let catalog: DirectoryNamespace;
  let server: NamespaceServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-native-"));
    catalog = new DirectoryNamespace({ root: join(folder, "catalog") });
    namespace = withTables(catalog);
    server = await serve(namespace, { port: 0, authenticate: apiKeys(["key"]) });
  });

  afterAll(async () => {
    await server.close();
    await namespace.close();
    await catalog.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("connect(db://) creates, fills and searches tables in namespaces", async () => {
    const db = await connectRemote(server.url);
    await db.createNamespace(["prod"], { mode: "create" });
    await db.createNamespace(["prod", "search"], { mode: "create" });
    expect((await db.listNamespaces(["prod"])).namespaces).toEqual(["search"]);

    const users = await db.createTable("user", rows, ["prod", "search"]);
    expect(await users.countRows()).toBe(2);
    expect(await users.countRows("id > 1")).toBe(1);
    await users.add([{ id: 3, vector: [0.5, 0.5], name: "carol" }]);
    const opened = await db.openTable("user", ["prod", "search"]);
    expect(await opened.countRows()).toBe(3);
    expect((await opened.schema()).fields.map(({ name }) => name)).toEqual(["id", "vector", "name"]);
    const nearest = await opened.vectorSearch([0.9, 0.8]).limit(1).toArray();
    expect(nearest.map(({ name }) => name as string)).toEqual(["bob"]);
    const filtered = await opened.query().where("id = 3").select(["name"]).toArray();
    expect(filtered.map(({ name }) => name as string)).toEqual(["carol"]);

    expect(await db.tableNames(["prod", "search"])).toEqual(["user"]);
    await db.dropTable("user", ["prod", "search"]);
    expect(await db.tableNames(["prod", "search"])).toEqual([]);
    await db.dropNamespace(["prod"], { mode: "fail", behavior: "cascade" });
    db.close();
  });

  test("connect(db://) distinguishes existing tables from missing ones", async () => {
    const db = await connectRemote(server.url);
    await db.createTable("there", rows);
    expect(await db.tableNames()).toEqual(["there"]);
    await expect(db.createTable("there", rows)).rejects.toThrow("Table 'there' already exists");
    expect(await (await db.createTable("there", rows, { existOk: true })).countRows()).toBe(2);
    await expect(db.createTable("there", [{ id: 1, more: "x" }], { existOk: true })).rejects.toThrow(
      "Provided schema does not match existing table schema",
    );
    const other = [{ id: 1, vector: [0.1, 0.2, 0.3], name: "alice" }];
    await expect(db.createTable("there", other, { existOk: true })).rejects.toThrow(
      /column.*vector.*differs/,
    );
    await (await db.createTable("there", rows.slice(1), { mode: "overwrite" })).countRows();
    expect(await (await db.openTable("there")).countRows()).toBe(1);
    await expect(db.openTable("missing")).rejects.toThrow("Table 'missing' was not found");
    await db.dropTable("there");
    db.close();
  });

  test("connect(db://) rejects with 401 for a wrong key", async () => {
    const db = await connectRemote(server.url, "wrong");
    await expect(db.tableNames()).rejects.toThrow("401");
    db.close();
  });

  test("connectNamespace(rest) walks the tree and opens tables at their locations", async () => {
    const db = await connectNamespace("rest", { uri: `${server.url}/`, headers: { "x-api-key": "key" } });
    await db.createNamespace(["n"], { mode: "create" });
    await expect(db.createNamespace(["n", "a b"], { mode: "create" })).rejects.toThrow(/"a b"/);
    const table = await db.createTable("t", rows, ["n"]);
    await table.add([{ id: 3, vector: [0, 0], name: "carol" }]);
    expect(await (await db.openTable("t", ["n"])).countRows()).toBe(3);
    expect(await db.tableNames(["n"])).toEqual(["t"]);
    expect((await db.listNamespaces()).namespaces).toEqual(["n"]);
    await expect(db.createTable("t", rows, ["n"])).rejects.toThrow(/already exists/i);
    await expect(db.openTable("missing", ["n"])).rejects.toThrow(/not.*(found|exist)/i);
    await expect(db.dropNamespace(["n"], { mode: "fail", behavior: "restrict" })).rejects.toThrow(
      /not empty|holds/i,
    );
    await db.dropTable("t", ["n"]);
    await db.dropNamespace(["n"], { mode: "fail", behavior: "restrict" });
    expect((await db.listNamespaces()).namespaces).toEqual([]);
    db.close();
  });
});

describe("every call of the remote table", () => {
  const seen: Record<string, Record<string, unknown>> = {};
  let server: NamespaceServer;
  let table: Table;

  const int = { name: "id", nullable: true, type: { type: "int64" } };
  const file = arrow.tableToIPC(
    new arrow.Table({ id: arrow.vectorFromArray([7n], new arrow.Int64()) }),
    "file",
  );
  const results: Record<string, unknown> = {
    describeTable: { version: 3, location: "memory://t", schema: { fields: [int] } },
    insertIntoTable: { version: 4 },
    mergeInsertIntoTable: { version: 5, num_inserted_rows: 1 },
    updateTable: { updated_rows: 2, version: 6 },
    deleteFromTable: { version: 7 },
    explainTableQueryPlan: { plan: "the plan" },
    analyzeTableQueryPlan: { analysis: "the analysis" },
    createTableIndex: {},
    listTableIndices: {
      indexes: [
        {
          index_name: "id_idx",
          index_uuid: crypto.randomUUID(),
          columns: ["id"],
          status: "done",
          index_type: "BTREE",
        },
      ],
    },
    describeTableIndexStats: { index_type: "BTREE", num_indexed_rows: 2, num_unindexed_rows: 1 },
    dropTableIndex: {},
    listTableVersions: { versions: [{ version: 1, manifest_path: "p", timestamp_millis: 86_400_000 }] },
    listTableTags: { tags: { v1: { version: 1, manifestSize: 10 } } },
    createTableTag: {},
    updateTableTag: {},
    deleteTableTag: {},
    getTableTagVersion: { version: 1 },
    restoreTable: {},
    alterTableAddColumns: { version: 8 },
    alterTableAlterColumns: { version: 9 },
    alterTableDropColumns: { version: 10 },
    getTableStats: {
      total_bytes: 1,
      num_rows: 2,
      num_indices: 3,
      fragment_stats: {
        num_fragments: 1,
        num_small_fragments: 1,
        lengths: { min: 0, max: 0, mean: 0, p25: 0, p50: 0, p75: 0, p99: 0 },
      },
    },
    listTableBranches: { branches: { b: { parentVersion: 1, createAt: 1, manifestSize: 3 } } },
    createTableBranch: {},
    deleteTableBranch: {},
  };

  beforeAll(async () => {
    const operations = Object.entries(results).map(([name, result]) => [
      name,
      async (request: Record<string, unknown>) => {
        const { context: _, identity: __, data, ...fields } = request;
        if (data) await lengthOf(data as AsyncIterable<Uint8Array>);
        seen[name] = fields;
        return result;
      },
    ]);
    const queryTable = (request: Record<string, unknown>) => {
      const { context: _, identity: __, ...fields } = request;
      seen["queryTable"] = fields;
      return {
        data: (async function* () {
          yield file.subarray(0, 20);
          yield file.subarray(20);
        })(),
      };
    };
    server = await serve(stubNamespace({ ...Object.fromEntries(operations), queryTable }), { port: 0 });
    table = await (await connectRemote(server.url)).openTable("n$t");
  });

  beforeEach(() => {
    for (const name of Object.keys(seen)) delete seen[name];
  });

  afterAll(() => server.close());

  const id = ["n", "t"];

  test("rows", async () => {
    expect(await table.add([{ id: 1 }])).toMatchObject({ version: 4 });
    expect(await table.update({ where: "id = 1", valuesSql: { id: "id + 1" } })).toEqual({
      rowsUpdated: 2,
      version: 6,
    });
    expect(await table.delete("id = 2")).toMatchObject({ version: 7 });
    const merged = table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll();
    expect(await merged.execute([{ id: 9 }])).toMatchObject({
      version: 5,
      numInsertedRows: 1,
      numDeletedRows: 0,
    });
    expect(seen).toMatchObject({
      insertIntoTable: { id },
      updateTable: { id, predicate: "id = 1", updates: [["id", "id + 1"]] },
      deleteFromTable: { id, predicate: "id = 2" },
      mergeInsertIntoTable: {
        id,
        on: ["id"],
        when_matched_update_all: true,
        when_not_matched_insert_all: true,
        use_index: true,
      },
    });
  });

  test("queries", async () => {
    const found = await table
      .query()
      .where("id > 1")
      .select({ twice: "id * 2" })
      .orderBy({ columnName: "id", ascending: false })
      .toArray();
    expect(found.map((row) => row.id as bigint)).toEqual([7n]);
    expect(seen["queryTable"]).toEqual({
      id,
      k: 2_147_483_647,
      filter: "id > 1",
      prefilter: true,
      columns: { column_aliases: { twice: "id * 2" } },
      order_by: [{ column_name: "id", ascending: false, nulls_first: false }],
    });
    await table.query().nearestTo([1, 2]).addQueryVector([3, 4]).limit(5).toArray();
    expect(seen["queryTable"]).toMatchObject({
      k: 5,
      nprobes: 20,
      vector: {
        multi_vector: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    await table.search("hello", "fts", ["name"]).limit(3).toArray();
    expect(seen["queryTable"]).toMatchObject({
      k: 3,
      full_text_query: { structured_query: { query: { match: { terms: "hello", column: "name" } } } },
    });
    expect(await table.query().limit(4).explainPlan(true)).toBe("the plan");
    expect(seen["explainTableQueryPlan"]).toEqual({ id, verbose: true, query: { k: 4, prefilter: true } });
    expect(await table.query().limit(4).analyzePlan()).toBe("the analysis");
  });

  test("indices", async () => {
    await table
      .createIndex("vector", { config: Index.ivfFlat({ numPartitions: 2, distanceType: "cosine" }) })
      .catch(() => undefined);
    await table.createIndex("id", { config: Index.btree() });
    expect(seen["createTableIndex"]).toEqual({ id, column: "id", index_type: "BTREE", replace: true });
    expect(await table.listIndices()).toMatchObject([
      { name: "id_idx", indexType: "BTree", columns: ["id"] },
    ]);
    expect(await table.indexStats("id_idx")).toMatchObject({ numIndexedRows: 2, numUnindexedRows: 1 });
    await table.dropIndex("id_idx");
    expect(seen["dropTableIndex"]).toEqual({ id, index_name: "id_idx" });
  });

  test("versions and tags", async () => {
    expect(await table.listVersions()).toMatchObject([
      { version: 1, timestamp: new Date("1970-01-02T00:00:00Z") },
    ]);
    await table.checkout(1);
    await table.restore();
    expect(seen["restoreTable"]).toEqual({ id, version: 1 });
    const tags = await table.tags();
    await tags.create("v1", 1);
    await tags.update("v1", 2);
    expect(Object.keys(await tags.list())).toEqual(["v1"]);
    expect(await tags.getVersion("v1")).toBe(1);
    await tags.delete("v1");
    expect(seen).toMatchObject({
      createTableTag: { id, tag: "v1", version: 1 },
      updateTableTag: { id, tag: "v1", version: 2 },
      deleteTableTag: { id, tag: "v1" },
    });
    expect((await table.stats()).numIndices).toBe(3);
  });

  test("branches", async () => {
    const branches = await table.branches();
    expect(Object.keys(await branches.list())).toEqual(["b"]);
    await branches.create("c");
    expect(seen["createTableBranch"]).toEqual({ id, name: "c" });
    await branches.delete("c");
    expect(seen["deleteTableBranch"]).toEqual({ id, name: "c" });
  });

  test("columns", async () => {
    expect(await table.addColumns([{ name: "d", valueSql: "id * 2" }])).toEqual({ version: 8 });
    expect(await table.alterColumns([{ path: "d", rename: "e", dataType: "float" }])).toEqual({ version: 9 });
    expect(await table.dropColumns(["e"])).toEqual({ version: 10 });
    expect(seen).toMatchObject({
      alterTableAddColumns: { id, new_columns: [{ name: "d", expression: "id * 2" }] },
      alterTableAlterColumns: {
        id,
        alterations: [{ path: "d", rename: "e", data_type: { type: "float" } }],
      },
      alterTableDropColumns: { id, columns: ["e"] },
    });
  });
});
