/** `db.at(path)`: a namespace as the root of a connection, for code that knows no paths. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "@lancedb/lancedb";
import { Field, Int64, Schema } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace, type NamespaceConnection } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let folder: string;
let catalog: RestCatalog;
let db: NamespaceConnection;
let search: NamespaceConnection;

const rows = [{ id: 1, vector: [0.1, 0.2] }];

describe.each(["dir", "rest"] as const)("at, on %s", (kind) => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-at-"));
    const root = join(folder, "local_lancedb");
    catalog = await serveDirectory(root);
    db =
      kind === "dir"
        ? await connectNamespace("dir", { root })
        : await connectNamespace("rest", { uri: catalog.uri });
    await db.createNamespace(["prod"], { properties: { owner: "all" } });
    await db.createNamespace(["prod", "search"], { properties: { owner: "search-team" } });
    await db.createTable("outside", rows);
    search = db.at(["prod", "search"]);
  });

  afterEach(async () => {
    await db[Symbol.asyncDispose]();
    await catalog[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test("every way to create, find, rename and drop a table works without a path", async () => {
    expect(search).toBeInstanceOf(Connection);
    expect(search.display()).toMatch(/^NamespaceConnection\(.*\/prod\/search\)$/);
    expect(await search.tableNames()).toEqual([]);
    await search.createTable("a", rows);
    await search.createTable({ name: "b", data: rows, mode: "overwrite" });
    await search.createEmptyTable("c", new Schema([new Field("id", new Int64())]), { existOk: true });
    await search.declareTable("d");
    expect(await search.tableNames({ startAfter: "a", limit: 2 })).toEqual(["b", "c"]);
    expect((await search.listTables({ limit: 1 })).tables).toEqual(["a"]);
    expect(await db.tableNames(["prod", "search"])).toEqual(["a", "b", "c", "d"]);
    expect(await (await search.openTable("b")).countRows()).toBe(1);
    await expect(search.createTable("a", rows)).rejects.toMatchObject({
      code: 5,
      message: expect.stringContaining("prod/search/a"),
    });

    const { location = "" } = await search.describeTable("a");
    await search.deregisterTable("a");
    await search.registerTable("e", location.split("/").at(-1) ?? "");
    await search.renameTable("e", "f");
    expect(await search.tableExists("f")).toBe(true);
    expect(await search.tableExists("outside")).toBe(false);
    await search.dropTable("d");
    await (await search.dropTableAsync("c")).wait();
    expect(await search.tableNames()).toEqual(["b", "f"]);
    await search.dropAllTables();
    expect(await search.tableNames([])).toEqual([]);
    expect(await db.tableNames()).toEqual(["outside"]);
  });

  test("paths, namespaces, walks and moves begin at the new root", async () => {
    await search.createNamespace(["inner"], { properties: { a: "b" } });
    await search.createTable("t", rows, ["inner"]);
    await search.createTable("u", rows);
    expect((await search.listNamespaces()).namespaces).toEqual(["inner"]);
    expect(await search.describeNamespace(["inner"])).toEqual({ properties: { a: "b" } });
    expect(await search.describeNamespace([])).toEqual({ properties: { owner: "search-team" } });
    expect(await search.namespaceExists([])).toBe(true);
    await search.renameTable("t", "v", { namespacePath: ["inner"], newNamespacePath: [] });
    await search.renameTable("u", "w", { newNamespacePath: ["inner"] });
    const found = [];
    for await (const { kind: what, path } of search.walk()) found.push(`${what} ${path.join("/")}`);
    expect(found).toEqual(["namespace inner", "table inner/w", "table v"]);
    expect(await db.at(["prod"]).at(["search"]).at(["inner"]).tableNames()).toEqual(["w"]);
    expect(await db.at([]).tableNames()).toEqual(["outside"]);
    await search.dropNamespace(["inner"], { behavior: "cascade" });
    expect((await db.listNamespaces(["prod", "search"])).namespaces).toEqual([]);
    await expect(search.dropNamespace(["inner"])).rejects.toMatchObject({
      code: 1,
      message: expect.stringContaining("prod/search/inner"),
    });
  });

  test("the new root is a root: it is neither created, replaced nor dropped from inside", async () => {
    await expect(search.createNamespace([])).rejects.toMatchObject({ code: 2 });
    await expect(search.createNamespace([], { mode: "overwrite" })).rejects.toMatchObject({ code: 13 });
    expect(await search.createNamespace([], { mode: "exist_ok" })).toEqual({
      properties: { owner: "search-team" },
    });
    await expect(search.dropNamespace([], { behavior: "cascade" })).rejects.toMatchObject({ code: 13 });
    expect(await db.namespaceExists(["prod", "search"])).toBe(true);
    expect(() => search.inner).toThrow(
      expect.objectContaining({ code: 0, message: expect.stringContaining("permutations into the root") }),
    );
    for (const path of ["prod", [""], [1], undefined]) {
      // @ts-expect-error: callers without types exist
      expect(() => db.at(path)).toThrow(expect.objectContaining({ code: 13 }));
    }
    // @ts-expect-error: callers without types exist
    await expect(search.describeNamespace("inner")).rejects.toMatchObject({ code: 13 });
  });

  test("a namespace that does not exist yet is refused until it does", async () => {
    const later = db.at(["later"]);
    await expect(later.tableNames()).rejects.toMatchObject({ code: 1 });
    await expect(later.createTable("t", rows)).rejects.toMatchObject({ code: 1 });
    expect(await later.namespaceExists([])).toBe(false);
    await db.createNamespace(["later"]);
    await later.createTable("t", rows);
    expect(await later.tableNames()).toEqual(["t"]);
  });

  test("closing it leaves the whole open, closing the whole closes it", async () => {
    search.close();
    expect(search.isOpen()).toBe(false);
    await expect(search.tableNames()).rejects.toMatchObject({ code: 13 });
    expect(() => search.at(["x"])).toThrow("Connection is closed");
    expect(db.isOpen()).toBe(true);
    const other = db.at(["prod", "search"]);
    const nested = other.at(["inner"]);
    await other[Symbol.asyncDispose]();
    expect(nested.isOpen()).toBe(true);
    expect(await db.tableNames()).toEqual(["outside"]);
    db.close();
    expect(nested.isOpen()).toBe(false);
    await expect(nested.tableNames()).rejects.toMatchObject({ code: 13 });
  });
});
