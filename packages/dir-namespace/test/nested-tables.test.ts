import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import type { DirectoryNamespace } from "../src/index.ts";
import { orphanFolders, removeOrphanFolders } from "../src/maintenance/orphan-folders.ts";
import { useFolder } from "./support/folder.ts";
import { namespaceRow, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { arrowStream, idsAt, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([7]);

async function idsOf(catalog: DirectoryNamespace, ...id: string[]): Promise<number[]> {
  return idsAt((await catalog.describeTable({ id })).location);
}

/** What ends or moves the outer table. */
const endings: readonly [string, (catalog: DirectoryNamespace) => Promise<unknown>][] = [
  ["drop", (catalog) => catalog.dropTable({ id: ["outer"] })],
  ["overwrite", (catalog) => catalog.createTable({ id: ["outer"], data, mode: "overwrite" })],
  ["overwrite, drop", (catalog) => underLease(catalog, ["overwrite", "drop"])],
  ["rename", (catalog) => catalog.renameTable({ id: ["outer"], new_table_name: "renamed" })],
  [
    "rename into a namespace, cascade",
    async (catalog) => {
      await catalog.createNamespace({ id: ["Y"] });
      await catalog.renameTable({ id: ["outer"], new_table_name: "moved", new_namespace_id: ["Y"] });
      await catalog.dropNamespace({ id: ["Y"], behavior: "cascade" });
    },
  ],
  [
    "deregister, drop under another name",
    async (catalog) => {
      await catalog.deregisterTable({ id: ["outer"] });
      await catalog.registerTable({ id: ["again"], location: "outer.lance" });
      await catalog.dropTable({ id: ["again"] });
    },
  ],
  [
    "drop, create, drop",
    async (catalog) => {
      await catalog.dropTable({ id: ["outer"] });
      await catalog.createTable({ id: ["outer"], data });
      await catalog.dropTable({ id: ["outer"] });
    },
  ],
];

async function underLease(catalog: DirectoryNamespace, names: readonly string[]): Promise<void> {
  for (const name of names) await endings.find(([other]) => other === name)?.[1](catalog);
}

describe("a table inside of a root table's folder keeps its rows", () => {
  let catalog: DirectoryNamespace;
  beforeEach(async () => {
    catalog = folder.open();
    await catalog.createTable({ id: ["outer"], data });
    await writeTable(join(folder.root, "outer.lance", "inner"), [1, 2]);
  });

  test.each(endings)("%s", async (_, end) => {
    await catalog.registerTable({ id: ["inner"], location: "outer.lance/inner" });
    await end(catalog);
    expect(await idsOf(catalog, "inner")).toEqual([1, 2]);
    await catalog.recover();
    await removeOrphanFolders({ root: folder.root }, await locations(), 3_600_000);
    expect(await idsOf(catalog, "inner")).toEqual([1, 2]);
  });

  test.each(["outer.lance/inner/", "./outer.lance/inner", "outer.lance//inner", "/outer.lance/./inner"])(
    "also where another client has stored it as %j",
    async (location) => {
      await writeManifestRows(folder.root, [namespaceRow("ns"), tableRow("ns$inner", location)]);
      for (const [, end] of [endings[1]!, endings[0]!]) await end(catalog);
      expect(await idsAt(join(folder.root, "outer.lance", "inner"))).toEqual([1, 2]);
      expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    },
  );

  test.each(["outer.lance/", "./outer.lance"])(
    "and so does one with the same folder, stored as %j",
    async (location) => {
      await writeManifestRows(folder.root, [namespaceRow("ns"), tableRow("ns$same", location)]);
      await catalog.dropTable({ id: ["outer"] });
      expect(await idsOf(catalog, "ns", "same")).toEqual([7]);
      await catalog.createTable({ id: ["outer"], data: arrowStream([8]) });
      expect(await idsOf(catalog, "ns", "same")).toEqual([7]);
      expect(await idsOf(catalog, "outer")).toEqual([8]);
    },
  );

  test("the inner one's drop leaves the outer one whole, and the outer one's takes both folders then", async () => {
    await catalog.registerTable({ id: ["inner"], location: "outer.lance/inner" });
    await catalog.dropTable({ id: ["inner"] });
    expect(await idsOf(catalog, "outer")).toEqual([7]);
    await catalog.dropTable({ id: ["outer"] });
    expect(await folder.folders()).toEqual([]);
  });

  test("a folder inside of a table is never removed with another table, with a row or without", async () => {
    await catalog.registerTable({ id: ["part"], location: "outer.lance/_versions" });
    await catalog.dropTable({ id: ["part"] });
    expect(await idsOf(catalog, "outer")).toEqual([7]);
    await writeTable(join(folder.root, "alone.lance"), [3]);
    await catalog.registerTable({ id: ["part"], location: "alone.lance/_versions" });
    await catalog.dropTable({ id: ["part"] });
    expect(await idsOf(catalog, "alone")).toEqual([3]);
    await catalog.deregisterTable({ id: ["alone"] });
    await catalog.registerTable({ id: ["part"], location: "alone.lance/data" });
    await catalog.dropTable({ id: ["part"] });
    expect(await idsAt(join(folder.root, "alone.lance"))).toEqual([3]);
  });
});

test("a root table is created, overwritten and dropped around a registered one", async () => {
  const catalog = folder.open();
  await writeTable(join(folder.root, "outer.lance", "deep", "inner"), [1, 2]);
  await catalog.registerTable({ id: ["inner"], location: "outer.lance/deep/inner" });
  await catalog.createTable({ id: ["outer"], data });
  expect(await idsOf(catalog, "inner")).toEqual([1, 2]);
  expect(await idsOf(catalog, "outer")).toEqual([7]);
  await catalog.createTable({ id: ["outer"], data: arrowStream([8]), mode: "overwrite" });
  await catalog.dropTable({ id: ["outer"] });
  expect(await idsOf(catalog, "inner")).toEqual([1, 2]);
  await catalog.dropTable({ id: ["inner"] });
  expect(await readdir(join(folder.root, "outer.lance", "deep"))).toEqual([]);
});

test("a registered folder around others' goes with the last of them", async () => {
  const catalog = folder.open();
  await writeTable(join(folder.root, "around"), [1]);
  await writeTable(join(folder.root, "around", "inner"), [2]);
  await catalog.createNamespace({ id: ["ns"] });
  await catalog.registerTable({ id: ["ns", "inner"], location: "around/inner" });
  await catalog.registerTable({ id: ["around"], location: "around" });
  await catalog.dropTable({ id: ["around"] });
  expect(await idsOf(catalog, "ns", "inner")).toEqual([2]);
  await catalog.registerTable({ id: ["around"], location: "around" });
  await catalog.dropNamespace({ id: ["ns"], behavior: "cascade" });
  expect(await idsOf(catalog, "around")).toEqual([1]);
  await catalog.dropTable({ id: ["around"] });
  expect(await folder.folders()).toEqual([]);
});

describe("a registration is refused", () => {
  test.each([
    ["percent-encoded", () => "outer%2Elance/inner"],
    ["with an encoded slash", () => "outer.lance%2Finner"],
    ["in other letters", () => "OUTER.lance/inner"],
    ["as a file:// URL", () => pathToFileURL(join(folder.root, "outer.lance", "inner")).href],
    ["as an absolute path", () => join(folder.root, "outer.lance", "inner")],
    ["with dots", () => "outer.lance/x/../inner"],
    ["through a link", () => "link"],
    ["below a link", () => "way/inner"],
  ])("%s", async (_, location) => {
    const catalog = folder.open();
    await catalog.createTable({ id: ["outer"], data });
    await writeTable(join(folder.root, "outer.lance", "inner"), [1, 2]);
    await symlink(join(folder.root, "outer.lance", "inner"), join(folder.root, "link"));
    await symlink("outer.lance", join(folder.root, "way"));
    await expect(catalog.registerTable({ id: ["inner"], location: location() })).rejects.toMatchObject({
      code: 13,
    });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["outer"] });
  });

  test("but not where the root itself is reached through a link", async () => {
    await mkdir(join(folder.path, "real"));
    await symlink("real", folder.root);
    const catalog = folder.open();
    await writeTable(join(folder.root, "sub", "t.lance"), [1]);
    await catalog.registerTable({ id: ["t"], location: "sub//t.lance/" });
    expect(await idsOf(catalog, "t")).toEqual([1]);
  });
});

async function locations(): Promise<string[]> {
  return (await orphanFolders({ root: folder.root })).map(({ location }) => location);
}
