import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import {
  compactCatalog,
  inspectCatalog,
  orphanFolders,
  pruneVersions,
  removeOrphanFolders,
} from "../src/index.ts";
import { createNamespace } from "../src/operations/create-namespace.ts";
import { useFolder } from "./support/folder.ts";
import {
  manifestRows,
  namespaceRow,
  nativeTable,
  tableRow,
  writeManifestRows,
} from "./support/manifest-rows.ts";
import { arrowStream, writeTable } from "./support/rows.ts";
import { openStorage } from "./support/storage.ts";
import { treeOf } from "./support/tree.ts";

const folder = useFolder();
const hour = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

async function versions(): Promise<number> {
  const names = await readdir(join(folder.root, "__manifest", "_versions"));
  return names.filter((name) => name.endsWith(".manifest")).length;
}

test("pruning requires that no native client is running, and keeps the last minute", async () => {
  const options = { root: folder.root };
  const prune = (olderThanMs: number, nativeClientsAreStopped: boolean): Promise<unknown> =>
    pruneVersions(options, { olderThanMs, nativeClientsAreStopped });
  await expect(prune(hour, false)).rejects.toMatchObject({ code: 13 });
  await expect(prune(59_999, true)).rejects.toMatchObject({ code: 13 });
  await expect(prune(Number.NaN, true)).rejects.toMatchObject({ code: 13 });
  expect(await prune(hour, true)).toEqual({ versions: 0, bytes: 0 });
  expect(await readdir(folder.path)).toEqual([]);
});

test("pruning keeps all that the catalog holds, beside catalogs that have it open", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["a"], properties: { k: "v" } });
  for (let index = 0; index < 6; index++) await catalog.createNamespace({ id: ["a", `n${index}`] });
  await catalog.createTable({ id: ["t"], data: arrowStream([1]) });
  // A creation whose process ended right after it returned: its intent is completed before its version is pruned.
  const stopped = await openStorage(folder.root, (call, run) =>
    call === "update" ? new Promise(() => undefined) : run(),
  );
  await stopped.run(createNamespace(stopped.context, { id: "a$late", mode: "create", properties: {} }));
  const before = await treeOf(catalog);
  const made = await versions();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * hour });
  const pruned = await pruneVersions(
    { root: folder.root },
    { olderThanMs: hour, nativeClientsAreStopped: true },
  );
  vi.useRealTimers();
  expect(pruned.versions).toBeGreaterThan(6);
  expect(pruned.bytes).toBeGreaterThan(0);
  expect(await versions()).toBeLessThan(made);
  expect((await manifestRows(folder.root)).filter(({ metadata }) => metadata?.includes("lancetree"))).toEqual(
    [],
  );
  expect(await treeOf(catalog)).toEqual(before);
  await catalog.createNamespace({ id: ["a", "more"] });
  expect(await treeOf(folder.open())).toEqual(await treeOf(catalog));
});

test("folders that no row names are listed, and removed after the grace period only", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["a"] });
  await catalog.createTable({ id: ["a", "kept"], data: arrowStream([1]) });
  await catalog.createTable({ id: ["root"], data: arrowStream([2]) });
  await nativeTable(folder.root, "n$t", [3]);
  await writeTable(join(folder.root, "mine"), [4]);
  await catalog.createTable({ id: ["a", "gone"], data: arrowStream([5]) });
  await catalog.deregisterTable({ id: ["a", "gone"] });
  const [young, old, native] = ["0123456789abcdef_young", "0123456789abcdef_old", "0a1b2c3d_old"];
  for (const location of [young, old, native]) await writeTable(join(folder.root, location), [6]);
  const before = await treeOf(catalog);
  const options = { root: folder.root };

  const found = await orphanFolders(options);
  const [gone] = found.filter(({ location }) => location.endsWith("gone"));
  expect(found.map(({ location }) => location)).toEqual([old, young, gone?.location, native].toSorted());
  expect(found.every(({ holdsTable }) => holdsTable)).toBe(true);

  const all = found.map(({ location }) => location);
  await expect(removeOrphanFolders(options, all, hour - 1)).rejects.toMatchObject({ code: 13 });
  expect(await removeOrphanFolders(options, all, hour)).toEqual([]);
  for (const location of [old, native]) await age(join(folder.root, location));
  const candidates = [old, native, "a1b2c3d4_nowhere", "mine", "root.lance", "__manifest"];
  expect(await removeOrphanFolders(options, candidates, hour)).toEqual([old, native].toSorted());
  expect((await orphanFolders(options)).map(({ location }) => location)).toEqual(
    [young, gone?.location].toSorted(),
  );
  expect(await treeOf(catalog)).toEqual(before);
  await catalog.registerTable({ id: ["a", "again"], location: gone?.location ?? "" });
});

test("a creation under way keeps its folder, however long it takes", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["a"] });
  let removed: string[] | undefined;
  await catalog.createTableWith({ id: ["a", "t"] }, async ({ location }) => {
    await writeTable(location, [1]);
    const options = { root: folder.root };
    const under = await orphanFolders(options);
    expect(under).toHaveLength(1);
    removed = await removeOrphanFolders(
      options,
      under.map((other) => other.location),
      hour,
    );
  });
  expect(removed).toEqual([]);
  expect(await treeOf(catalog)).toMatchObject({ "namespace a": { "table t": { ids: [1] } } });
});

/** Makes a folder and all in it look as if nothing had changed for two hours. */
async function age(path: string): Promise<void> {
  const time = new Date(Date.now() - 2 * hour);
  for (const entry of await readdir(path, { recursive: true })) await utimes(join(path, entry), time, time);
  await utimes(path, time, time);
}

test("an inspection reports damage, unreadable entries, pending intents and missing folders, and changes nothing", async () => {
  expect(await inspectCatalog({ root: folder.root })).toEqual({
    version: 0,
    objects: 0,
    damage: [],
    pendingIntents: [],
    unreadable: [],
    tablesWithoutFolder: [],
  });
  expect(await readdir(folder.path)).toEqual([]);
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["a"] });
  await catalog.createTable({ id: ["a", "t"], data: arrowStream([1]) });
  const stopped = await openStorage(folder.root, (call, run) =>
    call === "update" ? new Promise(() => undefined) : run(),
  );
  await stopped.run(createNamespace(stopped.context, { id: "a$late", mode: "create", properties: {} }));
  await writeManifestRows(folder.root, [
    { ...namespaceRow("odd"), metadata: "[1]" },
    tableRow("a$lost", "nothing/there"),
    namespaceRow("twice"),
  ]);
  await writeManifestRows(folder.root, [namespaceRow("twice")]);
  const before = await manifestRows(folder.root);
  const found = await inspectCatalog({ root: folder.root });
  expect(found.damage).toEqual([expect.stringContaining("twice")]);
  expect(found).toMatchObject({
    pendingIntents: [{ path: ["a", "late"], state: "created" }],
    unreadable: [["odd"]],
    tablesWithoutFolder: [["a", "lost"]],
  });
  expect(found.objects).toBeGreaterThanOrEqual(6);
  expect(await manifestRows(folder.root)).toEqual(before);
  await expect(compactCatalog({ root: folder.root })).rejects.toMatchObject({ code: 19 });
});

test("folding brings together what processes of one change each leave", async () => {
  expect(await compactCatalog({ root: folder.root })).toBe(false);
  expect(await readdir(folder.path)).toEqual([]);
  for (let index = 0; index < 18; index++) {
    const catalog = folder.open();
    await catalog.createNamespace({ id: [`n${index}`] });
    await catalog.close();
  }
  const before = await manifestRows(folder.root);
  expect(await compactCatalog({ root: folder.root })).toBe(true);
  expect(await compactCatalog({ root: folder.root })).toBe(false);
  expect(await manifestRows(folder.root)).toEqual(before);
  expect((await folder.open().listNamespaces({ id: [] })).namespaces).toHaveLength(18);
});
