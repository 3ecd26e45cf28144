import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";
import { arrowStream, idsAt, writeTable } from "./support/rows.ts";
import { treeOf } from "./support/tree.ts";

const folder = useFolder();
const data = arrowStream([1]);

/** For the superuser a folder's mode means nothing; then it is one that the system itself keeps closed. */
async function unwritableFolder(): Promise<string> {
  const path = join(folder.path, "closed");
  await mkdir(path, { mode: 0o555 });
  const isOpen = await mkdir(join(path, "probe")).then(
    () => true,
    () => false,
  );
  return isOpen ? "/sys" : path;
}

type Call = (catalog: DirectoryNamespace) => Promise<unknown>;

const calls: readonly [string, Call][] = [
  ["listNamespaces", (catalog) => catalog.listNamespaces({ id: [] })],
  ["listTables", (catalog) => catalog.listTables({ id: [] })],
  ["listAllTables", (catalog) => catalog.listAllTables({})],
  ["describeTable", (catalog) => catalog.describeTable({ id: ["t"] })],
  ["createNamespace", (catalog) => catalog.createNamespace({ id: ["a"] })],
  ["createTable", (catalog) => catalog.createTable({ id: ["t"], data })],
  ["declareTable", (catalog) => catalog.declareTable({ id: ["t"] })],
  ["recover", (catalog) => catalog.recover()],
];

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (result) => `a result: ${JSON.stringify(result)}`,
    (reason: unknown) => reason,
  );
}

describe("a root", () => {
  test.each([
    ["absent", undefined],
    ["null", null],
    ["a number", 7],
    ["empty", ""],
    ["blank", "  "],
    ["with NUL", "a\0b"],
    ["a broken file URL", "file://other-host/x%ZZ"],
    ["a bucket without a name", "s3:///x"],
    ["a bucket with keys in it", "s3://key:secret@bucket/x"],
    ["a bucket with a query", "s3://bucket/x?region=y"],
    ["a bucket with an empty part", "s3://bucket//x"],
    ["a bucket with a way out", "s3://bucket/x/../y"],
    ["a bucket with an escape", "s3://bucket/%2e%2e"],
  ])("that is %s is InvalidInput", (_, root) => {
    expect(() => new DirectoryNamespace({ root: root as string })).toThrow(
      expect.objectContaining({ code: 13 }),
    );
  });

  test.each(["oss://c", "http://localhost/x", "memory://x", "abfss+x://y"])(
    "%s is Unsupported, by name",
    (root) => {
      expect(() => new DirectoryNamespace({ root })).toThrow(
        expect.objectContaining({ code: 0, message: expect.stringContaining("://") }),
      );
    },
  );

  test("that is a file is InvalidInput for reads and writes, and the file stays", async () => {
    await writeFile(folder.root, "mine");
    for (const [name, call] of calls) {
      const error = await failure(call(folder.open()));
      expect(error, name).toMatchObject({ code: 13, message: expect.stringContaining("is a file") });
    }
    expect(await readFile(folder.root, "utf8")).toBe("mine");
    expect(await readdir(folder.path)).toEqual(["catalog"]);
  });

  test("below a file is one clear error, and the file stays", async () => {
    await writeFile(folder.root, "mine");
    for (const [name, call] of calls.slice(4, 7)) {
      const error = await failure(call(folder.open({ root: join(folder.root, "below") })));
      expect(error, name).toSatisfy((value: unknown) => value instanceof Error && "code" in value);
      expect(String(error), name).not.toMatch(/\.rs:|ENOTDIR:/);
    }
    expect(await readFile(folder.root, "utf8")).toBe("mine");
  });

  test("that cannot be written says so for writes, and nothing else", async () => {
    const root = join(await unwritableFolder(), "catalog");
    for (const [name, call] of calls.slice(4, 7)) {
      expect(await failure(call(folder.open({ root }))), name).toMatchObject({ code: 15 });
    }
    expect(await folder.open({ root }).listNamespaces({ id: [] })).toEqual({ namespaces: [] });
  });

  test("that is a link to a folder is that folder", async () => {
    await mkdir(join(folder.path, "real"));
    await symlink(join(folder.path, "real"), folder.root);
    const catalog = folder.open();
    await catalog.createTable({ id: ["t"], data });
    await catalog.createTable({ id: ["t"], data: arrowStream([2]), mode: "overwrite" });
    expect(await idsAt(join(folder.path, "real", "t.lance"))).toEqual([2]);
    await catalog.dropTable({ id: ["t"] });
    expect(await readdir(join(folder.path, "real"))).toEqual(["__manifest"]);
  });

  test("with a trailing slash, relative, or deep is made by the first write", async () => {
    const root = `${join(folder.path, "x", "y", "z")}//`;
    await folder.open({ root }).createNamespace({ id: ["a"] });
    expect(await readdir(join(folder.path, "x", "y", "z"))).toEqual(["__manifest"]);
    expect((await stat(join(folder.path, "x"))).isDirectory()).toBe(true);
  });
});

describe("an id", () => {
  const hostile: readonly unknown[] = [
    undefined,
    null,
    "a",
    7,
    {},
    { length: 1, 0: "a" },
    [7],
    [null],
    [["a"]],
    [""],
    ["a", ""],
    ["a$b"],
    ["a", "$"],
    ["\ud800"],
    new Set(["a"]),
  ];

  test.each(hostile.map((id) => [id]))("%j is InvalidInput everywhere, and changes nothing", async (id) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const before = await treeOf(catalog);
    const request = { id: id as string[] };
    const attempts: Record<string, () => Promise<unknown>> = {
      createNamespace: () => catalog.createNamespace(request),
      listNamespaces: () => catalog.listNamespaces(request),
      describeNamespace: () => catalog.describeNamespace(request),
      dropNamespace: () => catalog.dropNamespace({ ...request, mode: "skip", behavior: "cascade" }),
      namespaceExists: () => catalog.namespaceExists(request),
      listTables: () => catalog.listTables(request),
      createTable: () => catalog.createTable({ ...request, data }),
      declareTable: () => catalog.declareTable(request),
      registerTable: () => catalog.registerTable({ ...request, location: "x" }),
      describeTable: () => catalog.describeTable(request),
      tableExists: () => catalog.tableExists(request),
      dropTable: () => catalog.dropTable(request),
      deregisterTable: () => catalog.deregisterTable(request),
      renameTable: () => catalog.renameTable({ ...request, new_table_name: "u" }),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      expect(await failure(attempt()), name).toMatchObject({ code: 13 });
    }
    expect(await treeOf(catalog)).toEqual(before);
  });

  test("may be a very long name: of a namespace at once, of a table where its folder's name can be cut", async () => {
    const catalog = folder.open();
    const name = "n".repeat(5000);
    await catalog.createNamespace({ id: [name], properties: { k: "v" } });
    expect((await catalog.listNamespaces({ id: [] })).namespaces).toEqual([name]);
    await catalog.createTable({ id: [name, name], data });
    expect(await idsAt((await catalog.describeTable({ id: [name, name] })).location)).toEqual([1]);
    await catalog.renameTable({ id: [name, name], new_table_name: `${name}x` });
    await catalog.dropTable({ id: [name, `${name}x`] });
    await catalog.dropNamespace({ id: [name] });
    expect(await readdir(folder.root)).toEqual(["__manifest"]);
  });

  test("too long for a folder at the root is a table in a folder of its own", async () => {
    const catalog = folder.open();
    const [created, declared, renamed] = ["c", "d", "r"].map((letter) => letter.repeat(300));
    await catalog.createTable({ id: [String(created)], data });
    await catalog.createTable({ id: [String(created)], data: arrowStream([2]), mode: "overwrite" });
    await catalog.declareTable({ id: [String(declared)] });
    await catalog.createTable({ id: ["r"], data: arrowStream([3]) });
    await catalog.renameTable({ id: ["r"], new_table_name: String(renamed) });
    expect(await treeOf(catalog)).toEqual({
      properties: {},
      [`table ${created}`]: { properties: {}, ids: [2] },
      [`table ${declared}`]: { properties: {}, ids: "declared" },
      [`table ${renamed}`]: { properties: {}, ids: [3] },
    });
    for (const name of [created, declared, renamed]) await catalog.dropTable({ id: [String(name)] });
    expect(await readdir(folder.root)).toEqual(["__manifest"]);
  });

  test("may have hundreds of levels", async () => {
    const catalog = folder.open();
    const path = Array.from({ length: 500 }, (_, index) => `n${index}`);
    await expect(catalog.createNamespace({ id: path })).rejects.toMatchObject({ code: 1 });
    await expect(catalog.createTable({ id: [...path, "t"], data })).rejects.toMatchObject({ code: 1 });
    await expect(catalog.describeTable({ id: [...path, "t"] })).rejects.toMatchObject({ code: 1 });
    for (let depth = 1; depth <= 20; depth++) await catalog.createNamespace({ id: path.slice(0, depth) });
    const deep = path.slice(0, 20);
    await catalog.createTable({ id: [...deep, "t"], data });
    expect(await catalog.listTables({ id: deep })).toEqual({ tables: ["t"] });
    await catalog.dropNamespace({ id: ["n0"], behavior: "cascade" });
    expect(await readdir(folder.root)).toEqual(["__manifest"]);
  });

  test.each(["__manifest", "constructor", "__proto__", "lance-reserved", ".lance-reserved", "..."])(
    "%j is a name as any other",
    async (name) => {
      const catalog = folder.open();
      await catalog.createTable({ id: [name], data });
      expect(await catalog.listTables({ id: [] })).toEqual({ tables: [name] });
      expect(await idsAt((await catalog.describeTable({ id: [name] })).location)).toEqual([1]);
      await catalog.dropTable({ id: [name] });
      await catalog.createNamespace({ id: [name] });
      await catalog.createTable({ id: [name, name], data });
      await catalog.dropNamespace({ id: [name], behavior: "cascade" });
      expect(await readdir(folder.root)).toEqual(["__manifest"]);
    },
  );
});

describe("properties", () => {
  test("with the name of the hidden property are rejected, and the error names it", async () => {
    const catalog = folder.open();
    const properties = { "lancetree.intent": "tombstone:0123456789abcdef@1" };
    await writeTable(join(folder.root, "x"), [1]);
    for (const call of [
      () => catalog.createNamespace({ id: ["a"], properties }),
      () => catalog.createTable({ id: ["t"], data, properties }),
      () => catalog.declareTable({ id: ["t"], properties }),
      () => catalog.registerTable({ id: ["t"], location: "x", properties }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 13,
        message: expect.stringContaining("lancetree.intent"),
      });
    }
    expect(await readdir(folder.root)).toEqual(["x"]);
  });

  test("may be large, many and strange", async () => {
    const catalog = folder.open();
    const properties = {
      large: "x".repeat(40_000),
      "": "",
      "a'b\"c\\d": "'; DROP TABLE x; --\n\t\0\u{1f99c}\u2028",
      ...Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, `v${index}`])),
    };
    await catalog.createNamespace({ id: ["a"], properties });
    await catalog.createTable({ id: ["t"], data, properties });
    await catalog.close();
    const reader = folder.open();
    expect(await reader.describeNamespace({ id: ["a"] })).toEqual({ properties });
    expect((await reader.describeTable({ id: ["t"] })).properties).toEqual(properties);
    await reader.renameTable({ id: ["t"], new_table_name: "u" });
    await reader.createNamespace({ id: ["a"], mode: "overwrite" });
    await reader.dropTable({ id: ["u"] });
    await reader.dropNamespace({ id: ["a"] });
    expect(await treeOf(reader)).toEqual({ properties: {} });
  });

  test("named __proto__ are kept as strings, and change no object", async () => {
    const catalog = folder.open();
    const properties = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    await catalog.createNamespace({ id: ["a"], properties });
    const described = await folder.open().describeNamespace({ id: ["a"] });
    expect(Object.entries(described.properties ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  test.each([[7], ["x"], [["a"]], [{ k: 7 }], [{ k: null }], [new Map([["k", "v"]])]])(
    "%j are InvalidInput",
    async (properties) => {
      const catalog = folder.open();
      const request = { id: ["a"], properties: properties as never };
      await expect(catalog.createNamespace(request)).rejects.toMatchObject({ code: 13 });
      await expect(catalog.createTable({ ...request, data })).rejects.toMatchObject({ code: 13 });
      expect(await readdir(folder.path)).toEqual([]);
    },
  );
});

describe("a mode", () => {
  test("that is unknown is InvalidInput, the error lists the known ones, and nothing is created", async () => {
    const catalog = folder.open();
    const unknown = { id: ["a"], mode: "upsert" };
    for (const [call, ...allowed] of [
      [() => catalog.createNamespace(unknown), "Create", "ExistOk", "Overwrite"],
      [() => catalog.dropNamespace(unknown), "Fail", "Skip"],
      [() => catalog.dropNamespace({ id: ["a"], behavior: "force" }), "Restrict", "Cascade"],
      [() => catalog.createTable({ ...unknown, data }), "Create", "ExistOk", "Overwrite"],
      [() => catalog.registerTable({ ...unknown, location: "x" }), "Create", "Overwrite"],
    ] as const) {
      const error = await failure(call());
      expect(error).toMatchObject({ code: 13 });
      for (const mode of allowed) expect(String(error).toLowerCase()).toContain(mode.toLowerCase());
    }
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe("the location of a registration", () => {
  test.each([
    "file:///etc",
    "s3://bucket/x",
    "/etc",
    "..",
    "../x",
    "a/../b",
    "a..b",
    "C:\\x",
    "c:/x",
    "a\\b",
    "a\0b",
    "",
    "/",
    "//",
    ".",
    "./x",
    "__manifest",
    "__manifest/data",
    "/__manifest",
    7,
    null,
    undefined,
  ])("%j is InvalidInput, says what is wanted, and changes nothing", async (location) => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const before = await treeOf(catalog);
    for (const id of [["t"], ["a", "t"]]) {
      const error = await failure(catalog.registerTable({ id, location: location as string }));
      expect(error).toMatchObject({ code: 13 });
    }
    expect(await treeOf(catalog)).toEqual(before);
  });

  test.each(["missing", "missing/too", "empty", "file", "file/below"])(
    "%s is reported as missing",
    async (location) => {
      await mkdir(join(folder.root, "empty"), { recursive: true });
      await writeFile(join(folder.root, "file"), "mine");
      const catalog = folder.open();
      await expect(catalog.registerTable({ id: ["t"], location })).rejects.toMatchObject({
        code: 13,
        message: expect.stringContaining("no folder"),
      });
      expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
      expect(await readFile(join(folder.root, "file"), "utf8")).toBe("mine");
    },
  );

  test("that leads through a link out of the root is refused", async () => {
    await writeTable(join(folder.path, "outside", "x"), [1]);
    await mkdir(folder.root);
    await symlink(join(folder.path, "outside"), join(folder.root, "link"));
    const catalog = folder.open();
    const error = await failure(catalog.registerTable({ id: ["t"], location: "link/x" }));
    expect(error).toHaveProperty("code");
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    expect(await idsAt(join(folder.path, "outside", "x"))).toEqual([1]);
  });
});

describe("data", () => {
  test.each([
    ["none", undefined],
    ["null", null],
    ["a text", "abc"],
    ["empty", new Uint8Array()],
    ["garbage", new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])],
    ["cut off", arrowStream([1, 2, 3]).subarray(0, 60)],
  ])("that is %s is one clear error, and creates nothing", async (_, bytes) => {
    const catalog = folder.open();
    const error = await failure(catalog.createTable({ id: ["t"], data: bytes as Uint8Array }));
    expect([13, 20]).toContain((error as { code: number }).code);
    await catalog.close();
    expect(await readdir(folder.root).catch(() => [])).toEqual([]);
  });
});
