import { rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { useFolder } from "./support/folder.ts";
import {
  manifestRows,
  namespaceRow,
  nativeTable,
  rowIds,
  tableRow,
  writeManifestRows,
} from "./support/manifest-rows.ts";
import { idsAt, pathOfLocation, withTable, writeTable } from "./support/rows.ts";

const folder = useFolder();

describe("names that no client should have written", () => {
  const names = ["é", "a b", "o'hara", 'say "hi"', "100%", "a/b", "\u{1f99c}", "..", "x'; DROP", "\\", "_%"];

  test.each(names)("%j as a namespace is listed, described, emptied and dropped", async (name) => {
    await writeManifestRows(folder.root, [namespaceRow(name, { k: name }), namespaceRow(`${name}$in`)]);
    await writeManifestRows(folder.root, [namespaceRow("bystander"), namespaceRow("bystander$in")]);
    const catalog = folder.open();
    expect((await catalog.listNamespaces({ id: [] })).namespaces).toContain(name);
    expect(await catalog.describeNamespace({ id: [name] })).toEqual({ properties: { k: name } });
    expect(await catalog.listNamespaces({ id: [name] })).toEqual({ namespaces: ["in"] });
    await expect(catalog.createNamespace({ id: [name, "x"] })).rejects.toMatchObject({ code: 13 });
    await expect(catalog.dropNamespace({ id: [name] })).rejects.toMatchObject({ code: 3 });
    await catalog.dropNamespace({ id: [name, "in"] });
    await writeManifestRows(folder.root, [namespaceRow(`${name}$late`)]);
    await catalog.dropNamespace({ id: [name], behavior: "cascade" });
    await catalog.close();
    expect(await rowIds(folder.root)).toEqual(["bystander", "bystander$in"]);
  });

  test.each(["é", "a b", "o'hara", "100%"])(
    "%j as a table is listed, read, renamed and dropped",
    async (name) => {
      await nativeTable(folder.root, `ns$${name}`, [1, 2]);
      await nativeTable(folder.root, `ns$${name}2`, [3]);
      const catalog = folder.open();
      expect((await catalog.listTables({ id: ["ns"] })).tables).toEqual([name, `${name}2`]);
      const { location } = await catalog.describeTable({ id: ["ns", name] });
      expect(await idsAt(location)).toEqual([1, 2]);
      await catalog.renameTable({ id: ["ns", name], new_table_name: "plain" });
      expect(await idsAt((await catalog.describeTable({ id: ["ns", "plain"] })).location)).toEqual([1, 2]);
      await catalog.dropTable({ id: ["ns", "plain"] });
      await catalog.dropTable({ id: ["ns", `${name}2`] });
      expect(await folder.folders()).toEqual([]);
      expect(await rowIds(folder.root)).toEqual(["ns"]);
    },
  );

  test("rows that no path can address do not disturb other calls", async () => {
    await writeManifestRows(folder.root, [
      namespaceRow(""),
      namespaceRow("a$"),
      namespaceRow("$b"),
      namespaceRow("a$$c"),
    ]);
    const catalog = folder.open();
    await catalog.listNamespaces({ id: [] });
    await catalog.listNamespaces({ id: ["a"] });
    await catalog.listAllTables({});
    await catalog.createNamespace({ id: ["z"] });
    await catalog.dropNamespace({ id: ["a"], behavior: "cascade" });
    expect((await rowIds(folder.root)).filter((id) => id.startsWith("a$"))).toEqual([]);
  });
});

describe("metadata that is not a map of strings", () => {
  test.each(["not json", "[]", "7", "null", '{"k":1}', '{"k":{"deep":true}}', ""])("%j", async (metadata) => {
    await writeManifestRows(folder.root, [
      { ...namespaceRow("a"), metadata },
      namespaceRow("a$in"),
      tableRow("t", "t.lance", metadata),
      tableRow("u", "u.lance", metadata),
      namespaceRow("sound"),
    ]);
    await writeTable(join(folder.root, "t.lance"), [1]);
    const catalog = folder.open();
    const damaged = { code: 18, message: expect.stringContaining("not a JSON object of strings") };
    await expect(catalog.describeNamespace({ id: ["a"] })).rejects.toMatchObject(damaged);
    await expect(catalog.describeTable({ id: ["t"] })).rejects.toMatchObject(damaged);
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["a", "sound"] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t", "u"] });
    await catalog.namespaceExists({ id: ["a"] });
    await catalog.createNamespace({ id: ["a", "new"] });
    await catalog.createNamespace({ id: ["a"], mode: "overwrite", properties: { ok: "1" } });
    expect(await catalog.describeNamespace({ id: ["a"] })).toEqual({ properties: { ok: "1" } });
    await catalog.dropTable({ id: ["t"] });
    await catalog.dropTable({ id: ["u"] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    await catalog.close();
    expect((await rowIds(folder.root)).toSorted()).toEqual(["a", "sound"]);
  });

  test("is not lost by a rename, which is refused", async () => {
    await writeManifestRows(folder.root, [namespaceRow("a"), tableRow("a$t", "0a1b2c3d_a$t", '{"k":1}')]);
    await writeTable(join(folder.root, "0a1b2c3d_a$t"), [1]);
    const catalog = folder.open();
    await expect(catalog.renameTable({ id: ["a", "t"], new_table_name: "u" })).rejects.toMatchObject({
      code: 18,
    });
    expect(await manifestRows(folder.root)).toEqual([
      { ...namespaceRow("a"), location: null },
      tableRow("a$t", "0a1b2c3d_a$t", '{"k":1}'),
    ]);
  });
});

describe("a property that has the name of our mark", () => {
  test.each(["something", "created:xyz@1", "tombstone:0123", ""])("%j is a property", async (text) => {
    const properties = { "lancetree.intent": text, k: "v" };
    await writeManifestRows(folder.root, [namespaceRow("a", properties)]);
    const catalog = folder.open();
    expect(await catalog.describeNamespace({ id: ["a"] })).toEqual({ properties });
    await catalog.createNamespace({ id: ["a", "b"] });
    await catalog.dropNamespace({ id: ["a", "b"] });
    expect(await catalog.describeNamespace({ id: ["a"] })).toEqual({ properties });
    await catalog.dropNamespace({ id: ["a"] });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
  });
});

test("base_objects of another client survive changes of other rows", async () => {
  await writeManifestRows(folder.root, [namespaceRow("a")]);
  await withTable(join(folder.root, "__manifest"), (table) =>
    table.add([
      { object_id: "b", object_type: "namespace", location: null, metadata: null, base_objects: ["a", "x"] },
    ]),
  );
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["c"] });
  await catalog.dropNamespace({ id: ["a"] });
  await catalog.close();
  await withTable(join(folder.root, "__manifest"), async (table) => {
    const [row] = await table.query().where("object_id = 'b'").toArray();
    expect([...row.base_objects]).toEqual(["a", "x"]);
  });
});

test("a table at a folder that another client moved away is dropped all the same", async () => {
  await nativeTable(folder.root, "ns$t", [1]);
  const catalog = folder.open();
  const path = pathOfLocation((await catalog.describeTable({ id: ["ns", "t"] })).location);
  await rename(path, join(folder.path, basename(path)));
  await catalog.dropTable({ id: ["ns", "t"] });
  expect(await rowIds(folder.root)).toEqual([]);
});
