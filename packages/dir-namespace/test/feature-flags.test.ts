import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { Field, Schema, Utf8 } from "apache-arrow";
import { beforeEach, describe, expect, test } from "vitest";
import { compactCatalog, type DirectoryNamespace, pruneVersions } from "../src/index.ts";
import { manifestSchema } from "../src/manifest/manifest-schema.ts";
import { readVersionMetadata } from "../src/manifest/version-file.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows } from "./support/manifest-rows.ts";
import { errorOf } from "./support/outcome.ts";
import { arrowStream, withEngine } from "./support/rows.ts";
import { newestVersionFile, setLanceFlags, setTableMetadata } from "./support/version-file.ts";

const reader = "lance.namespace.manifest.reader_feature_flags";
const writer = "lance.namespace.manifest.writer_feature_flags";

const folder = useFolder();
const data = arrowStream([1]);

const reads: readonly [string, (catalog: DirectoryNamespace) => Promise<unknown>][] = [
  ["listNamespaces", (catalog) => catalog.listNamespaces({ id: [] })],
  ["describeNamespace", (catalog) => catalog.describeNamespace({ id: ["a"] })],
  ["namespaceExists", (catalog) => catalog.namespaceExists({ id: ["a"] })],
  ["listTables", (catalog) => catalog.listTables({ id: [] })],
  ["listAllTables", (catalog) => catalog.listAllTables({})],
  ["describeTable", (catalog) => catalog.describeTable({ id: ["r"] })],
  ["tableExists", (catalog) => catalog.tableExists({ id: ["a", "t"] })],
];

const writes: readonly [string, (catalog: DirectoryNamespace) => Promise<unknown>][] = [
  ["createNamespace", (catalog) => catalog.createNamespace({ id: ["new"] })],
  ["overwriting a namespace", (catalog) => catalog.createNamespace({ id: ["a"], mode: "overwrite" })],
  ["dropNamespace", (catalog) => catalog.dropNamespace({ id: ["empty"] })],
  ["a cascade", (catalog) => catalog.dropNamespace({ id: ["a"], behavior: "cascade" })],
  ["createTable", (catalog) => catalog.createTable({ id: ["a", "new"], data })],
  ["createTable at the root", (catalog) => catalog.createTable({ id: ["new"], data })],
  ["overwriting a table", (catalog) => catalog.createTable({ id: ["r"], data, mode: "overwrite" })],
  ["declareTable", (catalog) => catalog.declareTable({ id: ["new"] })],
  ["registerTable", (catalog) => catalog.registerTable({ id: ["a", "new"], location: "r.lance" })],
  ["deregisterTable", (catalog) => catalog.deregisterTable({ id: ["r"] })],
  ["renameTable", (catalog) => catalog.renameTable({ id: ["r"], new_table_name: "s" })],
  ["dropTable", (catalog) => catalog.dropTable({ id: ["a", "t"] })],
  ["dropTable at the root", (catalog) => catalog.dropTable({ id: ["r"] })],
];

beforeEach(async () => {
  const catalog = folder.open();
  for (const id of [["a"], ["empty"]]) await catalog.createNamespace({ id });
  for (const id of [["a", "t"], ["r"]]) await catalog.createTable({ id, data });
  await catalog.close();
});

/** What is not refused with Unsupported and this text, or leaves a trace. */
async function failures(calls: typeof reads, catalog: DirectoryNamespace, text: string): Promise<unknown[]> {
  const traces = async (): Promise<string> =>
    JSON.stringify([await filesIn(folder.root), await readFile(await newestVersionFile(folder.root), "hex")]);
  const before = await traces();
  const found: unknown[] = [];
  for (const [name, call] of calls) {
    const error = await errorOf(call(catalog));
    if (!isNamespaceError(error, 0) || !error.message.includes(text)) found.push([name, error]);
  }
  return (await traces()) === before ? found : [...found, "traces"];
}

/** The lease file appears and disappears beside the files that are written. */
async function filesIn(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return files.filter((file) => !file.endsWith(".lancetree-lease")).toSorted();
}

async function readAll(catalog: DirectoryNamespace): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const [, read] of reads) results.push(await read(catalog));
  return results;
}

test("a catalog without flags is read and written, and gets none", async () => {
  const flags = readVersionMetadata(await readFile(await newestVersionFile(folder.root)));
  expect(flags).toMatchObject({ readerFlags: 0n, writerFlags: 0n });
});

test("an unknown reader flag forbids reading and writing", async () => {
  await setTableMetadata(folder.root, { [reader]: "1" });
  expect(await failures([...reads, ...writes], folder.open(), "reader feature flags 1")).toEqual([]);
});

test("an unknown writer flag forbids writing only, before anything is written", async () => {
  await setTableMetadata(folder.root, { [writer]: "4" });
  const catalog = folder.open();
  const results = await readAll(catalog);
  expect(await failures(writes, catalog, "writer feature flags 4")).toEqual([]);
  expect(await readAll(catalog)).toEqual(results);
});

test("recovery writes nothing there either", async () => {
  await setTableMetadata(folder.root, { [writer]: "1" });
  const before = await manifestRows(folder.root);
  await folder
    .open()
    .recover()
    .catch(() => undefined);
  expect(await manifestRows(folder.root)).toEqual(before);
});

test.each(["0", "00", "000"])("flags %j are none", async (text) => {
  await setTableMetadata(folder.root, { [reader]: text, [writer]: text, other: "1" });
  const catalog = folder.open();
  expect(await readAll(catalog)).toHaveLength(reads.length);
  await catalog.createNamespace({ id: ["new"] });
});

test("the highest of 64 flags is seen", async () => {
  await setTableMetadata(folder.root, { [reader]: String(2n ** 63n) });
  expect(await failures(reads, folder.open(), String(2n ** 63n))).toEqual([]);
});

describe.each([reader, writer])("%s", (key) => {
  test.each(["", "x", "-1", "1.5", "0x1", " 1", "999999999999999999999999"])(
    "%j is refused",
    async (text) => {
      await setTableMetadata(folder.root, { [key]: text });
      expect(await failures([...reads, ...writes], folder.open(), "not a number")).toEqual([]);
    },
  );
});

describe("flags that appear while a catalog is open", () => {
  // A real client sets flags in a commit: a new version, whose file is then given the flags.
  async function commitFlags(entries: Readonly<Record<string, string>>): Promise<void> {
    const other = folder.open();
    await other.createNamespace({ id: ["other"] });
    await other.close();
    await setTableMetadata(folder.root, entries);
  }

  test("a writer flag stops the next commit", async () => {
    const catalog = folder.open();
    await readAll(catalog);
    await catalog.createNamespace({ id: ["before"] });
    // The flag's version is written by hand; cleanup must not make the same one.
    await catalog.recover();
    await commitFlags({ [writer]: "1" });
    expect(await failures(writes, catalog, "writer feature flags 1")).toEqual([]);
    expect((await catalog.listNamespaces({ id: [] })).namespaces).toContain("other");
  });

  test("a reader flag stops the next read", async () => {
    const catalog = folder.open();
    await readAll(catalog);
    await commitFlags({ [reader]: "2" });
    expect(await failures([...reads, ...writes], catalog, "reader feature flags 2")).toEqual([]);
  });

  test("they are gone as soon as another client takes them away", async () => {
    const catalog = folder.open();
    await commitFlags({ [reader]: "2", [writer]: "2" });
    await expect(catalog.listNamespaces({ id: [] })).rejects.toMatchObject({ code: 0 });
    // The next version of a client that knows the flag and clears it.
    await setTableMetadata(folder.root, { [reader]: "0", [writer]: "0" });
    const later = folder.open();
    expect((await later.listNamespaces({ id: [] })).namespaces).toContain("other");
    await later.createNamespace({ id: ["after"] });
    expect((await catalog.listNamespaces({ id: [] })).namespaces).toContain("after");
  });
});

describe("flags of the table format", () => {
  // 64 and 512 belong to features that this LanceDB leaves to newer ones, the others are not used yet.
  test.each([64n, 512n, 2n ** 20n, 2n ** 63n])("writer flag %s forbids writing only", async (flag) => {
    await setLanceFlags(folder.root, "writer", flag);
    const catalog = folder.open();
    const results = await readAll(catalog);
    expect(await failures(writes, catalog, `writer feature flags ${flag}`)).toEqual([]);
    expect(await readAll(catalog)).toEqual(results);
  });

  test.each([64n, 512n, 2n ** 20n, 2n ** 63n])("reader flag %s forbids everything", async (flag) => {
    await setLanceFlags(folder.root, "reader", flag);
    expect(await failures([...reads, ...writes], folder.open(), `feature flags ${flag}`)).toEqual([]);
  });

  test.each([1n, 4n, 8n, 16n, 32n, 128n])("flag %s is known", async (flag) => {
    await setLanceFlags(folder.root, "reader", flag);
    await setLanceFlags(folder.root, "writer", flag);
    const catalog = folder.open();
    expect(await readAll(catalog)).toHaveLength(reads.length);
    expect(await catalog.createNamespace({ id: ["new"] })).toEqual({ properties: {} });
  });

  test("nothing is read of the rows of a new table before", async () => {
    await setLanceFlags(folder.root, "writer", 2n ** 20n);
    let isRead = false;
    async function* rows(): AsyncGenerator<Uint8Array> {
      isRead = true;
      yield data;
    }
    const creation = folder.open().createTable({ id: ["a", "new"], data: rows() });
    expect(await errorOf(creation)).toMatchObject({ code: 0 });
    expect(isRead).toBe(false);
  });

  test("maintenance changes nothing there", async () => {
    await setLanceFlags(folder.root, "writer", 2n ** 20n);
    const before = await filesIn(folder.root);
    const options = { root: folder.root };
    await compactCatalog(options);
    const pruning = pruneVersions(options, { olderThanMs: 60_000, nativeClientsAreStopped: true });
    expect(await errorOf(pruning)).toMatchObject({ code: 0 });
    expect(await filesIn(folder.root)).toEqual(before);
  });

  test("a catalog without the primary key of its schema does not get it", async () => {
    const old = join(folder.path, "old");
    await mkdir(old);
    const [, ...rest] = manifestSchema().fields;
    const bare = new Schema([new Field("object_id", new Utf8(), false), ...rest]);
    await withEngine(async (engine) =>
      (await engine.createEmpty({ location: join(old, "__manifest") }, bare)).close(),
    );
    await setLanceFlags(old, "writer", 2n ** 20n);
    const before = await filesIn(old);
    expect(await errorOf(folder.open({ root: old }).createNamespace({ id: ["new"] }))).toMatchObject({
      code: 0,
    });
    expect(await filesIn(old)).toEqual(before);
  });
});

describe("a version file that is none", () => {
  test.each([
    ["cut off at its end", async (path: string) => truncate(path, (await readFile(path)).byteLength - 5)],
    ["nearly empty", async (path: string) => truncate(path, 3)],
    ["empty", async (path: string) => truncate(path, 0)],
    ["garbage", async (path: string) => writeFile(path, Buffer.alloc(600, 7))],
    [
      "pointing outside of itself",
      async (path: string) => {
        const bytes = await readFile(path);
        bytes.writeBigInt64LE(2n ** 40n, bytes.byteLength - 16);
        await writeFile(path, bytes);
      },
    ],
    [
      "pointing before its start",
      async (path: string) => {
        const bytes = await readFile(path);
        bytes.writeBigInt64LE(-5n, bytes.byteLength - 16);
        await writeFile(path, bytes);
      },
    ],
    [
      "with a message of garbage",
      async (path: string) => {
        const bytes = await readFile(path);
        const start = Number(bytes.readBigInt64LE(bytes.byteLength - 16)) + 4;
        bytes.fill(0xff, start, bytes.byteLength - 16);
        await writeFile(path, bytes);
      },
    ],
  ])("%s is a clear error", async (_, damage) => {
    const path = await newestVersionFile(folder.root);
    await damage(path);
    const bytes = await readFile(path);
    expect(() => readVersionMetadata(bytes)).toThrow(
      expect.objectContaining({ code: 18, message: expect.stringContaining("version file of the catalog") }),
    );
    const catalog = folder.open();
    for (const call of [
      () => catalog.listNamespaces({ id: [] }),
      () => catalog.createNamespace({ id: ["x"] }),
    ]) {
      const error = await errorOf(call());
      expect(error).toMatchObject({ code: 18 });
      expect(String(error)).not.toMatch(/\.rs:|rustc/);
    }
    expect(await readFile(path)).toEqual(bytes);
  });

  test("longer than itself is one too", async () => {
    const bytes = await readFile(await newestVersionFile(folder.root));
    bytes.writeUInt32LE(0xffff_fff0, Number(bytes.readBigInt64LE(bytes.byteLength - 16)));
    // Not opened: Lance itself panics on such a file, and says so on stderr.
    expect(() => readVersionMetadata(bytes)).toThrow(
      expect.objectContaining({ code: 18, message: expect.stringContaining("cut off") }),
    );
  });
});
