import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect, connectNamespace as connectNative } from "@lancedb/lancedb";
import { Field, Schema, Utf8 } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { manifestSchema } from "../src/manifest/manifest-schema.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows, namespaceRow, tableRow } from "./support/manifest-rows.ts";
import { arrowStream, idsAt, pathOfLocation, withEngine, withTable, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([1, 2]);

/** The files in the root beside the manifest table. */
async function manifestVersion(): Promise<number> {
  return withTable(join(folder.root, "__manifest"), (table) => table.version());
}

describe("what is not written", () => {
  test("connecting and reading create nothing", async () => {
    const catalog = folder.open();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    expect(await catalog.listAllTables({})).toEqual({ tables: [] });
    expect(await catalog.describeNamespace({ id: [] })).toEqual({ properties: {} });
    await catalog.namespaceExists({ id: [] });
    await expect(catalog.describeTable({ id: ["t"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.tableExists({ id: ["a", "t"] })).rejects.toMatchObject({ code: 1 });
    await catalog.close();
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("reading an empty folder leaves it empty", async () => {
    await mkdir(folder.root);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    expect(await readdir(folder.root)).toEqual([]);
  });

  test("reading a catalog adds no version and no file to it", async () => {
    const writer = folder.open();
    await writer.createNamespace({ id: ["a"] });
    await writer.createTable({ id: ["a", "t"], data });
    await writer.close();
    const before = await readdir(folder.root, { recursive: true });
    const reader = folder.open();
    await reader.listTables({ id: ["a"] });
    await reader.describeTable({ id: ["a", "t"], load_detailed_metadata: true });
    await reader.listAllTables({ include_declared: false });
    await reader.close();
    expect(await readdir(folder.root, { recursive: true })).toEqual(before);
  });

  test.each([
    ["dropping what is missing", "dropNamespace", { id: ["a"], mode: "skip" }],
    ["creating below what is missing", "createNamespace", { id: ["a", "b"] }],
    ["dropping a missing table", "dropTable", { id: ["t"] }],
    ["renaming a missing table", "renameTable", { id: ["t"], new_table_name: "u" }],
    ["creating a table below what is missing", "createTable", { id: ["a", "t"], data }],
    ["registering what is missing", "registerTable", { id: ["t"], location: "x" }],
  ] as const)("%s creates no catalog", async (_, operation, request) => {
    const catalog = folder.open();
    const call = catalog[operation] as (request: object) => Promise<unknown>;
    await call.call(catalog, request).catch(() => undefined);
    await catalog.close();
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("what changes nothing adds no version", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.close();
    const before = await manifestVersion();
    const other = folder.open();
    await other.createNamespace({ id: ["a"], mode: "exist_ok", properties: { late: "1" } });
    await other.dropNamespace({ id: ["b"], mode: "skip" });
    await expect(other.createNamespace({ id: ["a"] })).rejects.toMatchObject({ code: 2 });
    await other.close();
    expect(await manifestVersion()).toBe(before);
  });
});

describe("the manifest table", () => {
  test("the first write creates it as other clients do", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"], properties: { owner: "me" } });
    await catalog.close();
    expect(await readdir(folder.root)).toEqual(["__manifest"]);
    await withTable(join(folder.root, "__manifest"), async (table) => {
      const { fields, metadata } = await table.schema();
      expect(fields.map(({ name, type, nullable }) => [name, String(type), nullable])).toEqual([
        ["object_id", "Utf8", false],
        ["object_type", "Utf8", false],
        ["location", "Utf8", true],
        ["metadata", "Utf8", true],
        ["base_objects", "List<Utf8>", true],
      ]);
      expect(fields[4]?.type.children[0]?.name).toBe("object_id");
      expect(fields[0]?.metadata.get("lance-schema:unenforced-primary-key:position")).toBe("0");
      expect(metadata.size).toBe(0);
      expect(await table.listIndices()).toEqual([]);
    });
  });

  test("rows are those that other clients write", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createNamespace({ id: ["a", "b"], properties: { owner: "me", "": "" } });
    await catalog.createTable({ id: ["a", "b", "t"], data });
    await catalog.createTable({ id: ["root"], data, properties: { k: "v" } });
    await catalog.declareTable({ id: ["a", "d"] });
    await catalog.close();
    expect(await manifestRows(folder.root)).toEqual([
      { ...namespaceRow("a"), location: null },
      { ...namespaceRow("a$b", { owner: "me", "": "" }), location: null },
      tableRow("a$b$t", expect.stringMatching(/^[0-9a-f]{16}_a\$b\$t$/)),
      tableRow("a$d", expect.stringMatching(/^[0-9a-f]{16}_a\$d$/)),
      tableRow("root", "root.lance", '{"k":"v"}'),
    ]);
  });

  test("a table without the primary key of its schema gets it before the first write", async () => {
    await mkdir(folder.root);
    const [, ...rest] = manifestSchema().fields;
    const bare = new Schema([new Field("object_id", new Utf8(), false), ...rest]);
    await withEngine(async (engine) =>
      (await engine.createEmpty({ location: join(folder.root, "__manifest") }, bare)).close(),
    );
    const catalog = folder.open();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    expect(await manifestVersion()).toBe(1);
    await catalog.createNamespace({ id: ["a"] });
    await withTable(join(folder.root, "__manifest"), async (table) => {
      const key = (await table.schema()).fields[0]?.metadata;
      expect(key?.get("lance-schema:unenforced-primary-key:position")).toBe("0");
    });
  });

  test("old versions of it are kept", async () => {
    const catalog = folder.open();
    for (const name of ["a", "b", "c"]) await catalog.createNamespace({ id: [name] });
    await catalog.close();
    const latest = await manifestVersion();
    const versions = await readdir(join(folder.root, "__manifest", "_versions"));
    expect(versions.filter((name) => name.endsWith(".manifest"))).toHaveLength(latest);
  });

  test("two catalogs that create it at once share it", async () => {
    const catalogs = Array.from({ length: 6 }, () => folder.open());
    await Promise.all(catalogs.map((catalog, index) => catalog.createNamespace({ id: [`n${index}`] })));
    expect((await folder.open().listNamespaces({ id: [] })).namespaces).toHaveLength(6);
    await Promise.all(catalogs.map((catalog) => catalog.close()));
    expect(await readdir(folder.root)).toEqual(["__manifest"]);
  });
});

describe("folders of tables", () => {
  test("a root table with its data is where clients that list folders find it", async () => {
    const catalog = folder.open();
    const { location } = await catalog.createTable({ id: ["t"], data });
    expect(pathOfLocation(location)).toBe(join(folder.root, "t.lance"));
    expect(await folder.folders()).toEqual(["t.lance"]);
    const native = await connect(folder.root);
    expect(await native.tableNames()).toEqual(["t"]);
    expect(await (await native.openTable("t")).countRows()).toBe(2);
    native.close();
  });

  test("without directory listing a root table has a folder of its own", async () => {
    const catalog = folder.open({ dirListingEnabled: false });
    const { location } = await catalog.createTable({ id: ["t"], data });
    expect(basename(pathOfLocation(location))).toMatch(/^[0-9a-f]{16}_t$/);
    expect(await idsAt(location)).toEqual([1, 2]);
  });

  test.each([["t"], ["a", "t"]])("a declared table has a marker and no data: %s %s", async (...id) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const { location } = await catalog.declareTable({ id });
    const path = pathOfLocation(location);
    expect(await readdir(path)).toEqual([".lance-reserved"]);
    expect(await readFile(join(path, ".lance-reserved"), "utf8")).toBe("reserved by lancetree");
    await catalog.createTable({ id, data });
    const { location: filled } = await catalog.describeTable({ id });
    expect(await idsAt(filled)).toEqual([1, 2]);
    expect(await folder.folders()).toEqual([basename(pathOfLocation(filled))]);
  });

  test("a declared root table may say the location that it gets anyway, and no other", async () => {
    const catalog = folder.open();
    const own = pathToFileURL(join(folder.root, "t.lance")).href;
    await expect(catalog.declareTable({ id: ["t"], location: `${own}x` })).rejects.toMatchObject({
      code: 13,
    });
    expect(existsSync(folder.root)).toBe(false);
    expect((await catalog.declareTable({ id: ["t"], location: `${own}/` })).location).toBe(own);
  });

  test.each([["t"], ["a", "t"]])("a drop resolves after the folder is removed: %s %s", async (...id) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createTable({ id, data });
    await catalog.dropTable({ id });
    expect(await folder.folders()).toEqual([]);
  });

  test("a cascade and an overwrite resolve after all folders below are removed", async () => {
    const catalog = folder.open();
    for (const id of [["a"], ["a", "b"], ["z"]]) await catalog.createNamespace({ id });
    for (const id of [
      ["a", "t"],
      ["a", "b", "t"],
      ["z", "t"],
    ])
      await catalog.createTable({ id, data });
    await catalog.declareTable({ id: ["a", "b", "d"] });
    const kept = basename(pathOfLocation((await catalog.describeTable({ id: ["z", "t"] })).location));
    await catalog.createNamespace({ id: ["a", "b"], mode: "overwrite" });
    expect(await folder.folders()).toHaveLength(2);
    await catalog.dropNamespace({ id: ["a"], behavior: "cascade" });
    expect(await folder.folders()).toEqual([kept]);
  });

  test.each([["t"], ["a", "t"]])("an overwrite leaves the new data only: %s %s", async (...id) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createTable({ id, data, properties: { k: "old" } });
    const result = await catalog.createTable({ id, data: arrowStream([7]), mode: "overwrite" });
    expect(result.properties).toEqual({});
    const { location, properties } = await catalog.describeTable({ id });
    expect(location).toBe(result.location);
    expect(properties).toEqual({});
    expect(await idsAt(location)).toEqual([7]);
    expect(await folder.folders()).toEqual([basename(pathOfLocation(location))]);
    const [row] = (await manifestRows(folder.root)).filter(({ object_type }) => object_type === "table");
    expect(row).toMatchObject({ location: basename(pathOfLocation(location)), metadata: null });
  });

  test("exist_ok writes no data, and keeps the old", async () => {
    const catalog = folder.open();
    const { location } = await catalog.createTable({ id: ["t"], data });
    const result = await catalog.createTable({ id: ["t"], data: arrowStream([7]), mode: "exist_ok" });
    expect(result.location).toBe(location);
    expect(await idsAt(location)).toEqual([1, 2]);
    expect(await folder.folders()).toEqual(["t.lance"]);
  });

  test("data that cannot be read leaves nothing", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    for (const id of [["t"], ["a", "t"]]) {
      await expect(
        catalog.createTable({ id, data: new TextEncoder().encode("not arrow") }),
      ).rejects.toMatchObject({ code: 13 });
    }
    expect(await folder.folders()).toEqual([]);
    expect(await catalog.listAllTables({})).toEqual({ tables: [] });
  });
});

describe("renaming", () => {
  test("below namespaces only the row changes", async () => {
    const catalog = folder.open();
    for (const id of [["a"], ["b"]]) await catalog.createNamespace({ id });
    const { location } = await catalog.createTable({ id: ["a", "t"], data, properties: { k: "v" } });
    await catalog.renameTable({ id: ["a", "t"], new_table_name: "u", new_namespace_id: ["b"] });
    const described = await catalog.describeTable({ id: ["b", "u"] });
    expect(described).toMatchObject({ location, properties: { k: "v" } });
    expect(await idsAt(location)).toEqual([1, 2]);
    expect(await folder.folders()).toHaveLength(1);
  });

  test("at the root the folder moves with the name", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createTable({ id: ["t"], data });
    await catalog.renameTable({ id: ["t"], new_table_name: "u" });
    expect(await folder.folders()).toEqual(["u.lance"]);
    await catalog.renameTable({ id: ["u"], new_table_name: "v", new_namespace_id: ["a"] });
    expect(await folder.folders()).toEqual([expect.stringMatching(/^[0-9a-f]{16}_a\$v$/)]);
    expect(await idsAt((await catalog.describeTable({ id: ["a", "v"] })).location)).toEqual([1, 2]);
    await catalog.renameTable({ id: ["a", "v"], new_table_name: "w", new_namespace_id: [] });
    expect(await folder.folders()).toEqual(["w.lance"]);
    const native = await connect(folder.root);
    expect(await (await native.openTable("w")).countRows()).toBe(2);
    native.close();
  });
});

describe("deregistering and registering", () => {
  test("below namespaces the row goes and the data stays", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const { location } = await catalog.createTable({ id: ["a", "t"], data });
    const result = await catalog.deregisterTable({ id: ["a", "t"] });
    expect(result).toMatchObject({ id: ["a", "t"], location });
    expect(await readdir(pathOfLocation(location))).not.toContain(".lance-deregistered");
    await catalog.registerTable({ id: ["a", "u"], location: basename(pathOfLocation(location)) });
    expect(await idsAt((await catalog.describeTable({ id: ["a", "u"] })).location)).toEqual([1, 2]);
  });

  test("at the root a marker hides the folder, and registering takes it away", async () => {
    const catalog = folder.open();
    await catalog.createTable({ id: ["t"], data });
    await catalog.deregisterTable({ id: ["t"] });
    expect(await readFile(join(folder.root, "t.lance", ".lance-deregistered"), "utf8")).toBe("reserved");
    expect(await manifestRows(folder.root)).toEqual([]);
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    const native = await connectNative("dir", { root: folder.root });
    expect(await native.tableNames()).toEqual([]);
    await catalog.registerTable({ id: ["t"], location: "t.lance" });
    expect(await readdir(join(folder.root, "t.lance"))).not.toContain(".lance-deregistered");
    expect(await native.tableNames()).toEqual(["t"]);
    native.close();
    expect(await manifestRows(folder.root)).toEqual([tableRow("t", "t.lance")]);
  });

  test("a new table beside a deregistered folder of its name leaves that alone", async () => {
    const catalog = folder.open();
    await catalog.createTable({ id: ["t"], data });
    await catalog.deregisterTable({ id: ["t"] });
    const { location } = await catalog.createTable({ id: ["t"], data: arrowStream([7]) });
    expect(await idsAt(location)).toEqual([7]);
    expect(await idsAt(join(folder.root, "t.lance"))).toEqual([1, 2]);
    await catalog.dropTable({ id: ["t"] });
    expect(await folder.folders()).toEqual(["t.lance"]);
  });

  test("two rows may name one folder, which goes with the last", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const { location } = await catalog.createTable({ id: ["a", "t"], data });
    const relative = basename(pathOfLocation(location));
    await catalog.registerTable({ id: ["a", "u"], location: relative });
    await catalog.registerTable({ id: ["v"], location: `/${relative}/`.slice(1) });
    await catalog.dropTable({ id: ["a", "t"] });
    expect(await idsAt((await catalog.describeTable({ id: ["a", "u"] })).location)).toEqual([1, 2]);
    await catalog.dropNamespace({ id: ["a"], behavior: "cascade" });
    expect(await idsAt((await catalog.describeTable({ id: ["v"] })).location)).toEqual([1, 2]);
    await catalog.dropTable({ id: ["v"] });
    expect(await folder.folders()).toEqual([]);
  });

  test("overwriting a registration changes the name's row, and deletes no data", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const first = await catalog.createTable({ id: ["a", "t"], data, properties: { k: "v" } });
    await writeTable(join(folder.root, "elsewhere", "x.lance"), [9]);
    await catalog.registerTable({ id: ["a", "t"], location: "elsewhere/x.lance", mode: "overwrite" });
    const { location, properties } = await catalog.describeTable({ id: ["a", "t"] });
    expect([await idsAt(location), properties]).toEqual([[9], {}]);
    expect(await idsAt(first.location)).toEqual([1, 2]);
  });
});
