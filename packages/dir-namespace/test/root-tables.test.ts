import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { connect, connectNamespace as connectNative } from "@lancedb/lancedb";
import { beforeEach, describe, expect, test } from "vitest";
import { useFolder } from "./support/folder.ts";
import { manifestRows, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { arrowStream, idsAt, pathOfLocation, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([7]);

async function nativeNames(): Promise<string[]> {
  const native = await connectNative("dir", { root: folder.root });
  try {
    return await native.tableNames();
  } finally {
    native.close();
  }
}

describe("a root table that another client made by folder name alone", () => {
  beforeEach(async () => {
    const plain = await connect(folder.root);
    (await plain.createTable("v1", [{ id: 1 }, { id: 2 }])).close();
    plain.close();
    // Clients before Lance 9 make a catalog table at connect.
    await rm(join(folder.root, "__manifest"), { recursive: true, force: true });
  });

  test("is listed, described and read, and that writes nothing", async () => {
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["v1"] });
    expect(await catalog.listTables({ id: [], include_declared: false })).toEqual({ tables: ["v1"] });
    expect(await catalog.listAllTables({})).toEqual({ tables: ["v1"] });
    await catalog.tableExists({ id: ["v1"] });
    const { location, properties } = await catalog.describeTable({
      id: ["v1"],
      load_detailed_metadata: true,
    });
    expect(properties).toEqual({});
    expect(await idsAt(location)).toEqual([1, 2]);
    expect(await folder.folders()).toEqual(["v1.lance"]);
    expect(await readdir(folder.root)).not.toContain("__manifest");
  });

  test("is not there without directory listing", async () => {
    const catalog = folder.open({ dirListingEnabled: false });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    expect(await catalog.listAllTables({})).toEqual({ tables: [] });
    await expect(catalog.describeTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.dropTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    await catalog.createNamespace({ id: ["v1"] });
    expect(await folder.folders()).toEqual(["v1.lance"]);
  });

  test("occupies its name for tables and namespaces", async () => {
    const catalog = folder.open();
    await expect(catalog.createTable({ id: ["v1"], data })).rejects.toMatchObject({ code: 5 });
    await expect(catalog.declareTable({ id: ["v1"] })).rejects.toMatchObject({ code: 5 });
    await expect(catalog.registerTable({ id: ["v1"], location: "v1.lance" })).rejects.toMatchObject({
      code: 5,
    });
    for (const mode of ["create", "exist_ok", "overwrite"]) {
      await expect(catalog.createNamespace({ id: ["v1"], mode })).rejects.toMatchObject({ code: 5 });
    }
    await expect(catalog.dropNamespace({ id: ["v1"] })).rejects.toMatchObject({ code: 1 });
    await expect(catalog.describeNamespace({ id: ["v1"] })).rejects.toMatchObject({ code: 1 });
    await expect(catalog.listTables({ id: ["v1"] })).rejects.toMatchObject({ code: 1 });
    await expect(catalog.createTable({ id: ["v1", "t"], data })).rejects.toMatchObject({ code: 1 });
    await catalog.createTable({ id: ["other"], data });
    const onto = { id: ["other"], new_table_name: "v1" };
    await expect(catalog.renameTable(onto)).rejects.toMatchObject({ code: 5 });
    expect(await idsAt(join(folder.root, "v1.lance"))).toEqual([1, 2]);
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["other", "v1"] });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
  });

  test("stays a table where a row names it, although a marker hides its folder from folder listings", async () => {
    await writeManifestRows(folder.root, [tableRow("v1", "v1.lance", '{"k":"v"}')]);
    await writeFile(join(folder.root, "v1.lance", ".lance-deregistered"), "");
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [], include_declared: false })).toEqual({ tables: ["v1"] });
    expect(await catalog.describeTable({ id: ["v1"], check_declared: true })).toMatchObject({
      is_only_declared: false,
    });
    await expect(catalog.createTable({ id: ["v1"], data })).rejects.toMatchObject({ code: 5 });
    const { location } = await catalog.createTable({ id: ["v1"], data, mode: "exist_ok" });
    expect(await idsAt(location)).toEqual([1, 2]);
  });

  test("is kept by exist_ok", async () => {
    const catalog = folder.open();
    const result = await catalog.createTable({ id: ["v1"], data, mode: "exist_ok" });
    expect(await idsAt(result.location)).toEqual([1, 2]);
    expect(await folder.folders()).toEqual(["v1.lance"]);
  });

  test("is overwritten", async () => {
    const catalog = folder.open();
    await catalog.createTable({ id: ["v1"], data, mode: "overwrite", properties: { k: "v" } });
    const { location, properties } = await catalog.describeTable({ id: ["v1"] });
    expect(properties).toEqual({ k: "v" });
    expect(pathOfLocation(location)).toBe(join(folder.root, "v1.lance"));
    expect(await idsAt(location)).toEqual([7]);
    expect(await folder.folders()).toEqual(["v1.lance"]);
  });

  test("is dropped", async () => {
    const catalog = folder.open();
    const result = await catalog.dropTable({ id: ["v1"] });
    expect(pathOfLocation(result.location)).toBe(join(folder.root, "v1.lance"));
    expect(await folder.folders()).toEqual([]);
    expect(await manifestRows(folder.root)).toEqual([]);
    await catalog.createTable({ id: ["v1"], data });
    expect(await nativeNames()).toEqual(["v1"]);
  });

  test("is deregistered for all clients, and registered again", async () => {
    const catalog = folder.open();
    await catalog.deregisterTable({ id: ["v1"] });
    await expect(catalog.describeTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.deregisterTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.dropTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    expect(await nativeNames()).toEqual([]);
    expect(await manifestRows(folder.root)).toEqual([]);
    await catalog.registerTable({ id: ["v1"], location: "v1.lance" });
    expect(await nativeNames()).toEqual(["v1"]);
    expect(await idsAt((await catalog.describeTable({ id: ["v1"] })).location)).toEqual([1, 2]);
  });

  test.each([
    ["at the root", undefined, ["u"], "u.lance"],
    ["into a namespace", ["a"], ["a", "u"], expect.stringMatching(/^[0-9a-f]{16}_a\$u$/)],
  ])("is renamed %s", async (_, parent, id, expected) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const target = { new_table_name: "u", ...(parent && { new_namespace_id: parent }) };
    await catalog.renameTable({ id: ["v1"], ...target });
    expect(await folder.folders()).toEqual([expected]);
    expect(await idsAt((await catalog.describeTable({ id })).location)).toEqual([1, 2]);
    await expect(catalog.describeTable({ id: ["v1"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.renameTable({ id: ["v1"], ...target })).rejects.toMatchObject({ code: 4 });
    expect(await nativeNames()).toEqual(parent ? [] : ["u"]);
  });

  test("is replaced by another registration, which leaves its folder", async () => {
    const catalog = folder.open();
    await writeTable(join(folder.root, "x", "y"), [9]);
    await catalog.registerTable({ id: ["v1"], location: "x/y", mode: "overwrite" });
    expect(await idsAt((await catalog.describeTable({ id: ["v1"] })).location)).toEqual([9]);
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["v1"] });
    expect(await idsAt(join(folder.root, "v1.lance"))).toEqual([1, 2]);
  });

  test("has one name where a row calls its folder otherwise", async () => {
    await writeManifestRows(folder.root, [tableRow("alias", "v1.lance", '{"k":"v"}')]);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["alias"] });
    expect(await catalog.listAllTables({})).toEqual({ tables: ["alias"] });
    const { location, properties } = await catalog.describeTable({ id: ["alias"] });
    expect([await idsAt(location), properties]).toEqual([[1, 2], { k: "v" }]);
  });

  test("a row of its own name gives it properties", async () => {
    await writeManifestRows(folder.root, [tableRow("v1", "v1.lance", '{"k":"v"}')]);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["v1"] });
    expect((await catalog.describeTable({ id: ["v1"] })).properties).toEqual({ k: "v" });
    await catalog.dropTable({ id: ["v1"] });
    expect(await folder.folders()).toEqual([]);
  });
});

describe("what looks like a root table", () => {
  beforeEach(() => mkdir(folder.root));

  test("a file is none, and stays", async () => {
    await writeFile(join(folder.root, "f.lance"), "mine");
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    await expect(catalog.describeTable({ id: ["f"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.dropTable({ id: ["f"] })).rejects.toMatchObject({ code: 4 });
    const { location } = await catalog.createTable({ id: ["f"], data });
    expect(await idsAt(location)).toEqual([7]);
    expect(await folder.folders()).toEqual(["f.lance", basename(pathOfLocation(location))].toSorted());
    await catalog.createTable({ id: ["f"], data: arrowStream([8]), mode: "overwrite" });
    expect(await idsAt((await catalog.describeTable({ id: ["f"] })).location)).toEqual([8]);
    await catalog.dropTable({ id: ["f"] });
    expect(await folder.folders()).toEqual(["f.lance"]);
  });

  test("an empty folder is none, and may be taken", async () => {
    await mkdir(join(folder.root, "e.lance"));
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    await expect(catalog.dropTable({ id: ["e"] })).rejects.toMatchObject({ code: 4 });
    const { location } = await catalog.createTable({ id: ["e"], data });
    expect(pathOfLocation(location)).toBe(join(folder.root, "e.lance"));
    expect(await idsAt(location)).toEqual([7]);
  });

  test("a half-deleted one is a table without data, which can be dropped or filled", async () => {
    await writeTable(join(folder.root, "h.lance"), [1]);
    await rm(join(folder.root, "h.lance", "_versions"), { recursive: true });
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["h"] });
    expect(await catalog.listTables({ id: [], include_declared: false })).toEqual({ tables: [] });
    expect(await catalog.describeTable({ id: ["h"], load_detailed_metadata: true })).toMatchObject({
      is_only_declared: true,
    });
    const { location } = await catalog.createTable({ id: ["h"], data });
    expect(await idsAt(location)).toEqual([7]);
    expect(await folder.folders()).toEqual(["h.lance"]);
    await catalog.dropTable({ id: ["h"] });
    expect(await folder.folders()).toEqual([]);
  });

  test("a half-deleted one can be dropped as it is", async () => {
    await mkdir(join(folder.root, "h.lance", "data"), { recursive: true });
    await writeFile(join(folder.root, "h.lance", "data", "x.lance"), "");
    const catalog = folder.open();
    await catalog.dropTable({ id: ["h"] });
    expect(await folder.folders()).toEqual([]);
  });

  test("a deregistered one is hidden, and keeps its folder", async () => {
    await writeTable(join(folder.root, "d.lance"), [1]);
    await writeFile(join(folder.root, "d.lance", ".lance-deregistered"), "");
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    await expect(catalog.tableExists({ id: ["d"] })).rejects.toMatchObject({ code: 4 });
    await expect(catalog.renameTable({ id: ["d"], new_table_name: "e" })).rejects.toMatchObject({ code: 4 });
    const { location } = await catalog.declareTable({ id: ["d"] });
    expect(basename(pathOfLocation(location))).toMatch(/^[0-9a-f]{16}_d$/);
    await catalog.dropTable({ id: ["d"] });
    await catalog.createNamespace({ id: ["d"] });
    expect(await idsAt(join(folder.root, "d.lance"))).toEqual([1]);
  });

  test("a declared one of another client is declared here, and filled", async () => {
    await mkdir(join(folder.root, "r.lance"));
    await writeFile(join(folder.root, "r.lance", ".lance-reserved"), "");
    const catalog = folder.open();
    expect(await catalog.describeTable({ id: ["r"], check_declared: true })).toMatchObject({
      is_only_declared: true,
    });
    await expect(catalog.declareTable({ id: ["r"] })).rejects.toMatchObject({ code: 5 });
    const { location } = await catalog.createTable({ id: ["r"], data });
    expect(pathOfLocation(location)).toBe(join(folder.root, "r.lance"));
    expect(await idsAt(location)).toEqual([7]);
  });

  test("a link to a folder outside is none, and what it leads to stays", async () => {
    const outside = join(folder.path, "outside");
    await writeTable(outside, [1]);
    await symlink(outside, join(folder.root, "l.lance"));
    const catalog = folder.open();
    await catalog.dropTable({ id: ["l"] }).catch(() => undefined);
    await catalog.createTable({ id: ["l"], data, mode: "overwrite" }).catch(() => undefined);
    await catalog.dropTable({ id: ["l"] }).catch(() => undefined);
    expect(await idsAt(outside)).toEqual([1]);
  });

  test("names are listed in the order of their bytes, rows and folders together", async () => {
    for (const name of ["b", "Z", "\u{1f99c}", "\uff5e", "a"]) {
      await mkdir(join(folder.root, `${name}.lance`));
      await writeFile(join(folder.root, `${name}.lance`, ".lance-reserved"), "");
    }
    const catalog = folder.open();
    await catalog.declareTable({ id: ["aa"] });
    expect((await catalog.listTables({ id: [] })).tables).toEqual([
      "Z",
      "a",
      "aa",
      "b",
      "\uff5e",
      "\u{1f99c}",
    ]);
    expect((await catalog.listTables({ id: [], page_token: "a", limit: 2 })).tables).toEqual(["aa", "b"]);
  });

  test("a folder whose name holds the separator cannot be addressed, and harms nothing", async () => {
    await writeTable(join(folder.root, "a$b.lance"), [1]);
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    await catalog.createTable({ id: ["a", "b"], data });
    await catalog.dropTable({ id: ["a", "b"] });
    await catalog.dropNamespace({ id: ["a"] });
    expect(await idsAt(join(folder.root, "a$b.lance"))).toEqual([1]);
    await expect(catalog.dropTable({ id: ["a$b"] })).rejects.toMatchObject({ code: 13 });
  });
});
