import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Connection, connect, Job, makeArrowTable, Table } from "@lancedb/lancedb";
import { BaseNamespace, type Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { Field, FixedSizeList, Float32, Schema } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace, type NamespaceConnection } from "../src/index.ts";
import { connectionKinds } from "./support/connection-kinds.ts";

const rows = [{ id: 1, vector: [0.1, 0.2], name: "alice" }];

/** Returns one name a page, for any limit. */
function onePerPage(namespace: MemoryNamespace): Namespace {
  const [listTables, listNamespaces] = [
    namespace.listTables.bind(namespace),
    namespace.listNamespaces.bind(namespace),
  ];
  namespace.listTables = (request, options) => listTables({ ...request, limit: 1 }, options);
  namespace.listNamespaces = (request, options) => listNamespaces({ ...request, limit: 1 }, options);
  return namespace;
}

describe.each(connectionKinds())("over $name", ({ connect: connectTo, display, release }) => {
  let folder: string;
  let inner: MemoryNamespace;
  let db: NamespaceConnection;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-connection-"));
    inner = new MemoryNamespace({ root: folder });
    db = await connectTo(inner);
    await db.createNamespace(["prod"]);
  });

  afterEach(async () => {
    db.close();
    await release();
    await rm(folder, { recursive: true, force: true });
  });

  describe("a LanceDB Connection", () => {
    test("is one, and describes itself", () => {
      expect(db).toBeInstanceOf(Connection);
      expect(db.isOpen()).toBe(true);
      expect(db.display()).toMatch(display);
      expect(inspect(db)).toBe(db.display());
    });

    test("has every method of LanceDB's own", async () => {
      const local = await connect(join(folder, "local"));
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(local));
      // what LanceDB keeps to itself
      const internal = ["constructor", "getStorageOptions", "_createTableImpl"];
      for (const name of methods.filter((method) => !internal.includes(method)))
        expect(db).toHaveProperty(name);
    });

    test("openTable and createTable return LanceDB's Table under the given name", async () => {
      const created = await db.createTable("user", rows, ["prod"]);
      expect(created).toBeInstanceOf(Table);
      expect(created.name).toBe("user");
      const opened = await db.openTable("user", ["prod"]);
      expect(opened.name).toBe("user");
      expect((await opened.vectorSearch([0.1, 0.2]).limit(1).toArray())[0].name).toBe("alice");
      await expect(db.openTable("missing", ["prod"])).rejects.toMatchObject({ code: 4 });
      await expect(db.openTable("user", ["nowhere"])).rejects.toMatchObject({ code: 1 });
    });
  });

  describe("createTable", () => {
    test("every overload", async () => {
      await db.createTable({ name: "a", data: rows });
      await db.createTable({ name: "b", data: rows, mode: "overwrite" }, ["prod"]);
      await db.createTable("c", rows);
      await db.createTable("d", rows, { mode: "create" });
      await db.createTable("e", rows, ["prod"], { mode: "create" });
      await db.createTable("f", makeArrowTable(rows), ["prod"]);
      expect(await db.tableNames()).toEqual(["a", "c", "d"]);
      expect(await db.tableNames(["prod"])).toEqual(["b", "e", "f"]);
    });

    test("mode create rejects, existOk and exist_ok open and ignore the data, overwrite replaces", async () => {
      await db.createTable("t", rows);
      await expect(db.createTable("t", rows)).rejects.toMatchObject({ code: 5 });
      const more = [...rows, ...rows];
      for (const options of [{ existOk: true }, { mode: "exist_ok" as const }]) {
        const kept = await db.createTable("t", more, options);
        expect([kept.name, await kept.countRows()]).toEqual(["t", 1]);
      }
      expect(await (await db.createTable("t", more, { mode: "overwrite", existOk: true })).countRows()).toBe(
        2,
      );
      expect(await (await db.openTable("t")).countRows()).toBe(2);
      await expect(db.createTable("t", rows, { mode: "replace" as "create" })).rejects.toMatchObject({
        code: 13,
      });
    });

    test.each([
      ["rows that disagree", [{ id: 1 }, { id: "x" }], 20],
      ["vectors of two lengths", [{ vector: [1, 2] }, { vector: [1] }], 20],
      ["no rows", [], 13],
      ["numbers", [1, 2], 13],
      ["nothing", undefined, 13],
    ])("%s create nothing", async (_, data, code) => {
      await expect(db.createTable("t", data as typeof rows, ["prod"])).rejects.toMatchObject({ code });
      expect(await db.tableNames(["prod"])).toEqual([]);
      expect(await readdir(folder)).toEqual([]);
    });

    test.each(["", "a b", "a/b", "..", "é", undefined])("the name %j is InvalidInput", async (name) => {
      await expect(db.createTable(name as string, rows, ["prod"])).rejects.toMatchObject({ code: 13 });
      expect(await readdir(folder)).toEqual([]);
    });

    test("an occupied name and a missing parent", async () => {
      await expect(db.createTable("prod", rows)).rejects.toMatchObject({ code: 2 });
      await expect(db.createTable("t", rows, ["nowhere"])).rejects.toMatchObject({ code: 1 });
      await expect(db.createTable("t", rows, JSON.parse('"prod"') as string[])).rejects.toMatchObject({
        code: 13,
      });
    });

    test("createEmptyTable, with its modes", async () => {
      const schema = new Schema([new Field("v", new FixedSizeList(2, new Field("item", new Float32())))]);
      const table = await db.createEmptyTable("t", schema, ["prod"]);
      expect(await table.countRows()).toBe(0);
      await expect(db.createEmptyTable("t", schema, ["prod"])).rejects.toMatchObject({ code: 5 });
      await table.add([{ v: [1, 2] }]);
      expect(await (await db.createEmptyTable("t", schema, ["prod"], { existOk: true })).countRows()).toBe(1);
      expect(
        await (await db.createEmptyTable("t", schema, ["prod"], { mode: "overwrite" })).countRows(),
      ).toBe(0);
      expect((await db.createEmptyTable("root", schema, { existOk: true })).name).toBe("root");
    });

    test("a backend that only declares names gets its name back when writing fails", async () => {
      Object.defineProperty(inner, "createTableWith", { value: undefined });
      await expect(db.createTable("t", [{ id: 1 }, { id: "x" }])).rejects.toMatchObject({ code: 20 });
      expect(await db.tableExists("t")).toBe(false);
      expect(await (await db.createTable("t", rows)).countRows()).toBe(1);
      await expect(db.createTable("t", rows)).rejects.toMatchObject({ code: 5 });
      expect(await (await db.createTable("t", [...rows, ...rows], { existOk: true })).countRows()).toBe(1);
      expect(await (await db.createTable("t", [...rows, ...rows], { mode: "overwrite" })).countRows()).toBe(
        2,
      );
    });
  });

  describe("openTable", () => {
    test("an object that only returns locations is enough to open tables", async () => {
      await db.createTable("t", rows);
      const { location } = await db.describeTable("t");
      class Names extends BaseNamespace {
        override async describeTable() {
          return { location: location ?? "" };
        }
      }
      await using own = await connectTo(new Names());
      expect(await (await own.openTable("anything")).countRows()).toBe(1);
      expect(await own.namespace.countTableRows({ id: ["anything"] })).toEqual({ count: 1n });
    });
  });

  describe("listing", () => {
    test("tableNames reads all pages, listTables and listNamespaces one", async () => {
      for (const name of ["c", "a", "b"]) {
        await db.declareTable(name);
        await db.createNamespace([`n${name}`]);
      }
      expect(await db.listTables({ limit: 2 })).toEqual({ tables: ["a", "b"], pageToken: "b" });
      expect(await db.listNamespaces()).toEqual({ namespaces: ["na", "nb", "nc", "prod"] });
      expect(await db.listNamespaces([], { limit: 1 })).toEqual({ namespaces: ["na"], pageToken: "na" });
      await using paged = await connectTo(onePerPage(inner));
      expect(await paged.tableNames()).toEqual(["a", "b", "c"]);
      expect(await paged.tableNames({ startAfter: "a" })).toEqual(["b", "c"]);
      expect(await paged.tableNames([], { startAfter: "a", limit: 1 })).toEqual(["b"]);
      expect(await paged.tableNames(["prod"])).toEqual([]);
      expect(await paged.listTables()).toEqual({ tables: ["a"], pageToken: "a" });
      expect(await paged.listTables({ pageToken: "a" })).toEqual({ tables: ["b"], pageToken: "b" });
      expect(await paged.listTables([], { pageToken: "b" })).toEqual({ tables: ["c"] });
      expect(await paged.listNamespaces([], { pageToken: "na" })).toEqual({
        namespaces: ["nb"],
        pageToken: "nb",
      });
      await expect(db.tableNames(["nowhere"])).rejects.toMatchObject({ code: 1 });
      await expect(db.tableNames({ limit: 0 })).rejects.toMatchObject({ code: 13 });
      await paged.dropAllTables();
      expect(await db.tableNames()).toEqual([]);
    });

    test("walk goes depth first, in order, over all pages", async () => {
      await db.createNamespace(["prod", "search"]);
      await db.createNamespace(["alpha"]);
      await db.declareTable("user", ["prod", "search"]);
      await db.declareTable("item", ["prod", "search"]);
      await db.declareTable("z", ["prod"]);
      await db.declareTable("beta");
      await using paged = await connectTo(onePerPage(inner));
      const seen = async (path?: string[]) => {
        const lines: string[] = [];
        for await (const { kind, path: at } of paged.walk(path)) lines.push(`${kind} ${at.join("/")}`);
        return lines;
      };
      expect(await seen()).toEqual([
        "namespace alpha",
        "table beta",
        "namespace prod",
        "namespace prod/search",
        "table prod/search/item",
        "table prod/search/user",
        "table prod/z",
      ]);
      expect(await seen(["prod", "search"])).toEqual(["table prod/search/item", "table prod/search/user"]);
      await expect(seen(["nowhere"])).rejects.toMatchObject({ code: 1 });
      const walking = paged.walk([], { signal: AbortSignal.abort(new Error("enough")) });
      await expect(walking.next()).rejects.toThrow("enough");
      const [first] = [(await paged.walk().next()).value];
      expect(first).toEqual({ kind: "namespace", path: ["alpha"] });
    });

    test("walk passes over what is dropped meanwhile", async () => {
      await db.createNamespace(["b"]);
      const paths: string[][] = [];
      for await (const { path } of db.walk()) {
        paths.push(path);
        if (path[0] === "b") await db.dropNamespace(["b"]);
      }
      expect(paths).toEqual([["b"], ["prod"]]);
    });
  });

  describe("the catalog", () => {
    test("namespaces: create, describe, drop, with their modes", async () => {
      const properties = { owner: "search-team" };
      expect(await db.createNamespace(["prod", "s"], { mode: "exist_ok", properties })).toEqual({
        properties,
      });
      expect(await db.describeNamespace(["prod", "s"])).toEqual({ properties });
      await expect(db.createNamespace(["prod", "s"])).rejects.toMatchObject({ code: 2 });
      await db.createNamespace(["prod", "s"], { mode: "overwrite" });
      expect(await db.describeNamespace(["prod", "s"])).toEqual({ properties: {} });
      await expect(db.dropNamespace(["prod"])).rejects.toMatchObject({ code: 3 });
      await expect(db.dropNamespace(["prod"], { behavior: "all" as "cascade" })).rejects.toMatchObject({
        code: 13,
      });
      await db.dropNamespace(["prod"], { behavior: "cascade" });
      await expect(db.dropNamespace(["prod"])).rejects.toMatchObject({ code: 1 });
      await db.dropNamespace(["prod"], { mode: "skip" });
      expect(await db.namespaceExists(["prod"])).toBe(false);
      expect(await db.namespaceExists([])).toBe(true);
    });

    test("tables: declare, exists, describe, deregister, register, drop", async () => {
      const declared = await db.declareTable("t", ["prod"], { properties: { a: "1" } });
      expect(declared).toEqual({ location: expect.stringContaining(folder), properties: { a: "1" } });
      expect(await db.describeTable("t", ["prod"])).toEqual(declared);
      expect(await db.describeTable("t", ["prod"], { checkDeclared: true })).toMatchObject({
        isOnlyDeclared: true,
      });
      expect(await db.describeTable("t", ["prod"], { withTableUri: true })).toHaveProperty("tableUri");
      expect([await db.tableExists("t", ["prod"]), await db.tableExists("t")]).toEqual([true, false]);
      expect(await db.tableExists("t", ["nowhere"])).toBe(false);
      expect((await db.deregisterTable("t", ["prod"])).location).toBe(declared.location);
      await expect(db.deregisterTable("t", ["prod"])).rejects.toMatchObject({ code: 4 });
      await db.registerTable("t", "first", ["prod"], { properties: { b: "2" } });
      await expect(db.registerTable("t", "second", ["prod"])).rejects.toMatchObject({ code: 5 });
      await db.registerTable("t", "second", ["prod"], { mode: "overwrite" });
      expect((await db.describeTable("t", ["prod"])).properties).toEqual({});
      const elsewhere = join(folder, "mine");
      expect((await db.declareTable("u", [], { location: elsewhere })).location).toBe(elsewhere);
      await db.dropTable("u");
      await expect(db.dropTable("u")).rejects.toMatchObject({ code: 4 });
    });

    test("renameTable renames and moves; an omitted path is the root", async () => {
      await db.declareTable("t");
      await db.renameTable("t", "u");
      await db.renameTable("u", "v", { newNamespacePath: ["prod"] });
      expect([await db.tableNames(), await db.tableNames(["prod"])]).toEqual([[], ["v"]]);
      await db.renameTable("v", "w", { namespacePath: ["prod"] });
      await db.renameTable("w", "x", { namespacePath: ["prod"], newNamespacePath: [] });
      expect(await db.tableNames()).toEqual(["x"]);
    });

    test("dropTableAsync returns a LanceDB job", async () => {
      await expect(db.dropTableAsync("t")).rejects.toMatchObject({ code: 4 });
      await db.declareTable("t");
      const job = await db.dropTableAsync("t");
      expect(job).toBeInstanceOf(Job);
      // As LanceDB returns it for a local table: there is nothing to wait for.
      expect(job.state).toBe("finished");
      await job.wait();
      expect([job.id, job.state, await job.status()]).toEqual([null, "finished", "finished"]);
      await job.cancel();
      await expect(job.events()).rejects.toMatchObject({ code: 0 });
      expect(await db.tableExists("t")).toBe(false);
    });

    test.each([
      ["cloneTable", () => db.cloneTable()],
      ["openJob", () => db.openJob()],
      ["listJobs", () => db.listJobs()],
      ["cancelJob", () => db.cancelJob()],
    ])("%s is Unsupported and says why", async (name, call) => {
      await expect(call()).rejects.toMatchObject({
        code: 0,
        message: expect.stringMatching(`^${name} is not supported on a namespace connection: \\w+`),
      });
    });
  });

  describe("closing", () => {
    test("every method rejects after close, with one clear error", async () => {
      const table = await db.createTable("t", rows);
      db.close();
      db.close();
      expect(db.isOpen()).toBe(false);
      const calls: (() => Promise<unknown>)[] = [
        () => db.tableNames(),
        () => db.listTables(),
        () => db.openTable("t"),
        () => db.createTable("u", rows),
        () => db.createTable({ name: "u", data: rows }),
        () => db.createEmptyTable("u", new Schema([])),
        () => db.dropTable("t"),
        () => db.dropTableAsync("t"),
        () => db.dropAllTables(),
        () => db.describeNamespace([]),
        () => db.listNamespaces(),
        () => db.createNamespace(["x"]),
        () => db.dropNamespace(["prod"]),
        () => db.renameTable("t", "u"),
        () => db.cloneTable(),
        () => db.createMaterializedView("v", "t"),
        () => db.openMaterializedView("v"),
        () => db.listMaterializedViews(),
        () => db.listJobs(),
        () => db.namespaceExists([]),
        () => db.tableExists("t"),
        () => db.describeTable("t"),
        () => db.declareTable("u"),
        () => db.registerTable("u", "x"),
        () => db.deregisterTable("t"),
        () => db.walk().next(),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({ code: 13, message: "Connection is closed." });
      }
      expect(await inner.listTables({ id: [] })).toEqual({ tables: ["t"] });
      expect(await table.countRows()).toBe(1);
    });

    test("await using closes, and leaves a namespace that it did not open as it is", async () => {
      let own: NamespaceConnection;
      {
        await using connection = await connectTo(inner);
        own = connection;
      }
      expect(own.isOpen()).toBe(false);
      expect(await db.namespaceExists(["prod"])).toBe(true);
    });
  });
});

describe("over an object", () => {
  test("dropTableAsync rejects when the drop fails", async () => {
    const inner = new MemoryNamespace();
    await using db = await connectNamespace(inner);
    await db.declareTable("t");
    inner.dropTable = () => Promise.reject(new Error("disk on fire"));
    await expect(db.dropTableAsync("t")).rejects.toThrow("disk on fire");
  });

  test("properties for a client make no sense for a namespace that is open", async () => {
    const options = { namespaceClientProperties: { manifest_enabled: "true" } };
    await expect(connectNamespace(new MemoryNamespace(), options)).rejects.toMatchObject({ code: 13 });
  });
});
