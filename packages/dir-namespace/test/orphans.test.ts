import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";
import {
  manifestRows,
  namespaceRow,
  nativeTable,
  rowIds,
  tableRow,
  writeManifestRows,
} from "./support/manifest-rows.ts";
import { arrowStream, idsAt, pathOfLocation, withTable, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([7]);

describe("a table below namespaces that do not exist", () => {
  let catalog: DirectoryNamespace;
  beforeEach(async () => {
    await nativeTable(folder.root, "a$b$c$t", [1, 2]);
    catalog = folder.open();
  });

  test("makes them exist without properties, at every depth", async () => {
    for (const [id, names] of [
      [[], ["a"]],
      [["a"], ["b"]],
      [["a", "b"], ["c"]],
      [["a", "b", "c"], []],
    ] as const) {
      expect(await catalog.listNamespaces({ id: [...id] })).toEqual({ namespaces: names });
      expect(await catalog.describeNamespace({ id: [...id] })).toEqual({ properties: {} });
      await catalog.namespaceExists({ id: [...id] });
    }
    expect(await catalog.listTables({ id: ["a", "b", "c"] })).toEqual({ tables: ["t"] });
    expect(await catalog.listTables({ id: ["a"] })).toEqual({ tables: [] });
    expect(await catalog.listAllTables({})).toEqual({ tables: ["a$b$c$t"] });
    const { location } = await catalog.describeTable({ id: ["a", "b", "c", "t"] });
    expect(await idsAt(location)).toEqual([1, 2]);
    await expect(catalog.namespaceExists({ id: ["a", "x"] })).rejects.toMatchObject({ code: 1 });
    expect(await rowIds(folder.root)).toEqual(["a$b$c$t"]);
  });

  test("they are taken as names", async () => {
    await expect(catalog.createTable({ id: ["a", "b"], data })).rejects.toMatchObject({ code: 2 });
    await expect(catalog.dropTable({ id: ["a", "b"] })).rejects.toMatchObject({ code: 4 });
    await expect(
      catalog.renameTable({ id: ["a", "b", "c", "t"], new_table_name: "b", new_namespace_id: ["a"] }),
    ).rejects.toMatchObject({ code: 2 });
  });

  test.each(["create", "exist_ok"])(
    "creating one in mode %s gives it a row and keeps what it holds",
    async (mode) => {
      const properties = { owner: "me" };
      expect(await catalog.createNamespace({ id: ["a", "b"], mode, properties })).toEqual({ properties });
      expect(await catalog.describeNamespace({ id: ["a", "b"] })).toEqual({ properties });
      expect(await catalog.listTables({ id: ["a", "b", "c"] })).toEqual({ tables: ["t"] });
      await expect(catalog.createNamespace({ id: ["a", "b"] })).rejects.toMatchObject({ code: 2 });
      await catalog.close();
      expect(await rowIds(folder.root)).toEqual(["a", "a$b", "a$b$c$t"]);
    },
  );

  test("overwriting one empties it", async () => {
    await catalog.createNamespace({ id: ["a", "b"], mode: "overwrite", properties: { new: "1" } });
    expect(await catalog.describeNamespace({ id: ["a", "b"] })).toEqual({ properties: { new: "1" } });
    expect(await catalog.listNamespaces({ id: ["a", "b"] })).toEqual({ namespaces: [] });
    expect(await catalog.listAllTables({})).toEqual({ tables: [] });
    expect(await folder.folders()).toEqual([]);
  });

  test("creating below one gives the way there rows, which outlive the table", async () => {
    await catalog.createTable({ id: ["a", "b", "u"], data });
    await catalog.createNamespace({ id: ["a", "b", "c", "d"] });
    await catalog.dropTable({ id: ["a", "b", "c", "t"] });
    expect(await catalog.listNamespaces({ id: ["a", "b"] })).toEqual({ namespaces: ["c"] });
    await catalog.dropNamespace({ id: ["a", "b", "c", "d"] });
    await catalog.dropTable({ id: ["a", "b", "u"] });
    for (const id of [["a", "b", "c"], ["a", "b"], ["a"]]) await catalog.dropNamespace({ id });
    expect(await manifestRows(folder.root)).toEqual([]);
  });

  test("renaming and registering below one work too", async () => {
    await catalog.renameTable({
      id: ["a", "b", "c", "t"],
      new_table_name: "u",
      new_namespace_id: ["a", "b"],
    });
    expect(await catalog.listTables({ id: ["a", "b"] })).toEqual({ tables: ["u"] });
    await expect(catalog.namespaceExists({ id: ["a", "b", "c"] })).rejects.toMatchObject({ code: 1 });
    await nativeTable(folder.root, "x$y$t", [1]);
    await catalog.registerTable({ id: ["x", "y", "u"], location: "0a1b2c3d_x$y$t" });
    expect(await catalog.listTables({ id: ["x", "y"] })).toEqual({ tables: ["t", "u"] });
  });

  test("a restrict drop refuses, a cascade takes all", async () => {
    await expect(catalog.dropNamespace({ id: ["a", "b"] })).rejects.toMatchObject({ code: 3 });
    await catalog.dropNamespace({ id: ["a", "b"], behavior: "cascade" });
    expect(await folder.folders()).toEqual([]);
    // As elsewhere, a drop does not change the namespaces above.
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["a"] });
    expect(await catalog.listNamespaces({ id: ["a"] })).toEqual({ namespaces: [] });
    await catalog.dropNamespace({ id: ["a"] });
    expect(await manifestRows(folder.root)).toEqual([]);
  });

  test("the table can be overwritten where it is", async () => {
    const id = ["a", "b", "c", "t"];
    await catalog.createTable({ id, data, mode: "overwrite", properties: { k: "v" } });
    const { location, properties } = await catalog.describeTable({ id });
    expect([await idsAt(location), properties]).toEqual([[7], { k: "v" }]);
    await catalog.recover();
    expect(await catalog.listAllTables({})).toEqual({ tables: ["a$b$c$t"] });
    expect(await folder.folders()).toEqual([basename(pathOfLocation(location))]);
  });

  test("the table's name can be registered for something else", async () => {
    const id = ["a", "b", "c", "t"];
    await writeTable(join(folder.root, "other"), [9]);
    await catalog.registerTable({ id, location: "other", mode: "overwrite" });
    await catalog.recover();
    expect(await idsAt((await catalog.describeTable({ id })).location)).toEqual([9]);
  });

  test("a table that is only declared there can be filled", async () => {
    await mkdir(join(folder.root, "0a1b2c3d_a$b$d"));
    await writeManifestRows(folder.root, [tableRow("a$b$d", "0a1b2c3d_a$b$d", '{"k":"v"}')]);
    await catalog.createTable({ id: ["a", "b", "d"], data });
    const { location, properties } = await catalog.describeTable({ id: ["a", "b", "d"] });
    expect([await idsAt(location), properties]).toEqual([[7], { k: "v" }]);
  });

  test("dropping the last table ends what only it implied", async () => {
    await catalog.dropTable({ id: ["a", "b", "c", "t"] });
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    expect(await folder.folders()).toEqual([]);
  });

  test("it stays when a namespace above it is created, dropped by others, and recovered", async () => {
    await catalog.createNamespace({ id: ["a"] });
    await withTable(join(folder.root, "__manifest"), (table) => table.delete("object_id = 'a'"));
    await catalog.recover();
    expect(await catalog.listAllTables({})).toEqual({ tables: ["a$b$c$t"] });
    await catalog.createNamespace({ id: ["a"], properties: { again: "1" } });
    expect(await catalog.listAllTables({})).toEqual({ tables: ["a$b$c$t"] });
  });
});

test("a namespace of another client below nothing exists, and is dropped as any other", async () => {
  await writeManifestRows(folder.root, [namespaceRow("p$q", { k: "v" })]);
  const catalog = folder.open();
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["p"] });
  expect(await catalog.describeNamespace({ id: ["p", "q"] })).toEqual({ properties: { k: "v" } });
  await catalog.createNamespace({ id: ["p", "q"], mode: "overwrite", properties: { k: "new" } });
  await catalog.recover();
  expect(await catalog.describeNamespace({ id: ["p", "q"] })).toEqual({ properties: { k: "new" } });
  await writeManifestRows(folder.root, [namespaceRow("r$s"), namespaceRow("r$s$t")]);
  await expect(catalog.dropNamespace({ id: ["r", "s"] })).rejects.toMatchObject({ code: 3 });
  await catalog.dropNamespace({ id: ["r", "s", "t"] });
  await catalog.dropNamespace({ id: ["r", "s"] });
  await catalog.dropNamespace({ id: ["p", "q"], behavior: "cascade" });
  await expect(catalog.namespaceExists({ id: ["p", "q"] })).rejects.toMatchObject({ code: 1 });
  await expect(catalog.namespaceExists({ id: ["r", "s"] })).rejects.toMatchObject({ code: 1 });
});

test("a row of Lancetree below a missing namespace never existed", async () => {
  await writeManifestRows(folder.root, [tableRow("p$t", "0123456789abcdef_p$t")]);
  const catalog = folder.open();
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
  expect(await catalog.listAllTables({})).toEqual({ tables: [] });
  await expect(catalog.tableExists({ id: ["p", "t"] })).rejects.toMatchObject({ code: 1 });
  await catalog.createNamespace({ id: ["p"] });
  expect(await catalog.listTables({ id: ["p"] })).toEqual({ tables: [] });
  await catalog.recover();
  await catalog.close();
  expect(await rowIds(folder.root)).toEqual(["p"]);
});
