/** A root that goes away while a process has it open, comes back, or is replaced by another catalog. */
import { cp, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@lancedb/lancedb";
import { describe, expect, test } from "vitest";
import type { DirectoryNamespace } from "../src/index.ts";
import { recentSeconds } from "../src/manifest/group-writer.ts";
import { useFolder } from "./support/folder.ts";
import { intentsCleared } from "./support/manifest-rows.ts";
import { codeOf } from "./support/outcome.ts";
import { arrowStream, idsAt } from "./support/rows.ts";
import { setLanceFlags } from "./support/version-file.ts";

const folder = useFolder();
const data = arrowStream([7]);

/** One call of each kind. */
function calls(catalog: DirectoryNamespace): readonly (() => Promise<unknown>)[] {
  return [
    () => catalog.listNamespaces({ id: [] }),
    () => catalog.listTables({ id: [] }),
    () => catalog.listAllTables({}),
    () => catalog.describeTable({ id: ["t"] }),
    () => catalog.namespaceExists({ id: ["ns"] }),
    () => catalog.tableExists({ id: ["t"] }),
    () => catalog.createNamespace({ id: ["new"] }),
    () => catalog.createTable({ id: ["new"], data }),
    () => catalog.createTable({ id: ["t"], data, mode: "overwrite" }),
    () => catalog.declareTable({ id: ["new"] }),
    () => catalog.registerTable({ id: ["new"], location: "t.lance" }),
    () => catalog.renameTable({ id: ["t"], new_table_name: "u" }),
    () => catalog.deregisterTable({ id: ["t"] }),
    () => catalog.dropTable({ id: ["t"] }),
    () => catalog.dropNamespace({ id: ["ns"] }),
    () => catalog.recover(),
  ];
}

async function codes(catalog: DirectoryNamespace): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const call of calls(catalog)) found.push(await codeOf(call()));
  return [...new Set(found)];
}

const away = (): string => join(folder.path, "away");

describe("while the root is away every call is refused, nothing is made, and all is well when it is back", () => {
  const ways: readonly [string, () => Promise<void>, () => Promise<void>, string[]][] = [
    ["renamed", () => rename(folder.root, away()), () => rename(away(), folder.root), ["away"]],
    [
      "renamed, and an empty folder in its place, as a mount point without its volume",
      async () => {
        await rename(folder.root, away());
        await mkdir(folder.root);
      },
      async () => {
        await rm(folder.root, { recursive: true });
        await rename(away(), folder.root);
      },
      ["away", "catalog"],
    ],
    [
      "without its catalog's table",
      () => rename(join(folder.root, "__manifest"), away()),
      () => rename(away(), join(folder.root, "__manifest")),
      ["away", "catalog", "catalog/t.lance"],
    ],
    [
      "a file",
      async () => {
        await rename(folder.root, away());
        await writeFile(folder.root, "");
      },
      async () => {
        await rm(folder.root);
        await rename(away(), folder.root);
      },
      ["away", "catalog"],
    ],
  ];

  test.each(ways)("%s", async (_, go, comeBack, left) => {
    // Closing it ends what the creation left to do, which is a version more.
    const creator = folder.open();
    await creator.createNamespace({ id: ["ns"] });
    await creator.createTable({ id: ["t"], data });
    await creator[Symbol.asyncDispose]();
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    const version = (await readdir(join(folder.root, "__manifest", "_versions"))).length;
    await go();
    expect(await codes(catalog)).toEqual([17]);
    const entries = await readdir(folder.path, { recursive: true });
    const isOld = (entry: string): boolean => /^(away|catalog\/t\.lance)\//.test(entry);
    expect(entries.filter((entry) => !isOld(entry)).toSorted()).toEqual(left);
    await comeBack();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["ns"] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    expect((await readdir(join(folder.root, "__manifest", "_versions"))).length).toBe(version);
    await catalog.createNamespace({ id: ["new"] });
    expect(await idsAt((await catalog.describeTable({ id: ["t"] })).location)).toEqual([7]);
  });

  test("with reads that may be as old as an hour: what was read is returned, what was not is rejected", async () => {
    const catalog = folder.open({ readConsistencyInterval: 3600 });
    await catalog.createNamespace({ id: ["ns"] });
    await rename(folder.root, away());
    for (let round = 0; round < 3; round++) {
      expect([undefined, 17]).toContain(await codeOf(catalog.namespaceExists({ id: ["ns"] })));
      expect(await codeOf(catalog.createNamespace({ id: ["new"] }))).toBe(17);
      expect(await codeOf(catalog.createNamespace({ id: ["ns", "new"] }))).toBe(17);
    }
    expect(await readdir(folder.path)).toEqual(["away"]);
  });

  test.each([
    ["the folder is missing", () => Promise.resolve()],
    ["an empty folder is there", () => mkdir(folder.root)],
  ])("a root of tables without a catalog's table: %s", async (_, stand) => {
    const plain = await connect(folder.root);
    (await plain.createTable("t", [{ id: 7 }])).close();
    plain.close();
    await rm(join(folder.root, "__manifest"), { recursive: true, force: true });
    const catalog = folder.open();
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    await rename(folder.root, away());
    await stand();
    expect(await codes(catalog)).toEqual([17]);
    await rm(folder.root, { recursive: true, force: true });
    await rename(away(), folder.root);
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    await catalog.createNamespace({ id: ["ns"] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
  });
});

test("a root in which nothing was seen yet may come and go, and a catalog that is opened again begins a new one", async () => {
  const catalog = folder.open();
  expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
  await catalog.createNamespace({ id: ["one"] });
  // A commit that is under way would create the folder again.
  await intentsCleared(folder.root);
  await rm(folder.root, { recursive: true });
  expect(await codeOf(catalog.createNamespace({ id: ["two"] }))).toBe(17);
  await folder.open().createNamespace({ id: ["three"] });
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["three"] });
});

test("a catalog that goes away while changes are under way loses none that it has acknowledged", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["ns"] });
  const acknowledged: string[] = [];
  let isAway = false;
  const writing = Promise.all(
    Array.from({ length: 4 }, async (_unused, writer) => {
      for (let index = 0; !isAway && index < 500; index++) {
        const name = `n${writer}-${index}`;
        const code = await codeOf(catalog.createNamespace({ id: ["ns", name] }));
        if (code === undefined) acknowledged.push(name);
        else isAway = true;
      }
    }),
  );
  await expect.poll(() => acknowledged.length).toBeGreaterThan(8);
  await rename(folder.root, away());
  await writing;
  await rm(folder.root, { recursive: true, force: true });
  await rename(away(), folder.root);
  const { namespaces } = await catalog.listNamespaces({ id: ["ns"] });
  expect(acknowledged.filter((name) => !namespaces.includes(name))).toEqual([]);
});

describe("a catalog that is replaced by another one is read and changed as it is from then on", () => {
  test.each([
    ["with fewer versions", ["a"]],
    ["with as many versions", ["a", "b", "c"]],
    ["with more versions", ["a", "b", "c", "d", "e", "f"]],
  ])("%s", async (_, names) => {
    const other = join(folder.path, "other");
    await filled(folder.root, ["x", "y", "z"]);
    await filled(other, names);
    const catalog = folder.open();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["x", "y", "z"] });
    await rename(folder.root, away());
    await rename(other, folder.root);
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: names });
    expect(await codeOf(catalog.createNamespace({ id: ["a"] }))).toBe(2);
    expect(await codeOf(catalog.createNamespace({ id: ["x"] }))).toBeUndefined();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [...names, "x"] });
    expect(await folder.open().listNamespaces({ id: [] })).toEqual({ namespaces: [...names, "x"] });
  });

  test("one that a newer Lance wrote is rejected by every call, and never read as empty", async () => {
    const other = join(folder.path, "other");
    await filled(other, ["a"]);
    await setLanceFlags(other, "reader", 1n << 40n);
    const catalog = folder.open({ readConsistencyInterval: 3600 });
    await addNamespaces(catalog, ["x"]);
    await intentsCleared(folder.root);
    await rename(folder.root, away());
    await rename(other, folder.root);
    // From then on a change reads the catalog again.
    await sleep(2 * recentSeconds * 1000);
    expect(await codeOf(catalog.createNamespace({ id: ["y"] }))).toBe(0);
    // What was read of the first catalog is discarded by now, however old a read may be.
    expect(await codeOf(catalog.listNamespaces({ id: [] }))).toBe(0);
  });

  test("a backup that is restored, right after a change", async () => {
    const catalog = folder.open();
    await addNamespaces(catalog, ["x", "y"]);
    await intentsCleared(folder.root);
    const backup = join(folder.path, "backup");
    await cp(folder.root, backup, { recursive: true, preserveTimestamps: true });
    await addNamespaces(catalog, ["lost", "lost2"]);
    await rename(folder.root, away());
    await rename(backup, folder.root);
    await addNamespaces(folder.open(), ["new", "new2"]);
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["new", "new2", "x", "y"] });
    await addNamespaces(catalog, ["lost"]);
    expect(await folder.open().listNamespaces({ id: [] })).toEqual({
      namespaces: ["lost", "new", "new2", "x", "y"],
    });
  });
});

async function addNamespaces(catalog: DirectoryNamespace, names: readonly string[]): Promise<void> {
  for (const name of names) await catalog.createNamespace({ id: [name] });
}

/** Closed after it, so that as many names are as many versions. */
async function filled(root: string, names: readonly string[]): Promise<void> {
  const catalog = folder.open({ root });
  await addNamespaces(catalog, names);
  await catalog.close();
}
