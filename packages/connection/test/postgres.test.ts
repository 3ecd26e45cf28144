import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace } from "../src/index.ts";

let folder: string;
let url: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-connect-postgres-"));
  url = `pglite:${join(folder, "database")}`;
  root = join(folder, "tables");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const rows = [{ id: 1, vector: [0.1, 0.2], name: "alice" }];

describe('connectNamespace("postgres")', () => {
  test("what one connection writes, the next one reads, and display shows no password", async () => {
    {
      await using db = await connectNamespace("postgres", { url, root });
      await db.createNamespace(["prod"], { properties: { owner: "search-team" } });
      const users = await db.createTable("user", rows, ["prod"]);
      expect(await users.countRows()).toBe(1);
      expect(db.display()).toBe(`NamespaceConnection(postgres: ${root})`);
    }
    await using db = await connectNamespace("postgres", { url, root });
    expect(await db.describeNamespace(["prod"])).toEqual({ properties: { owner: "search-team" } });
    expect((await (await db.openTable("user", ["prod"])).query().toArray())[0].name).toBe("alice");
    const { location } = await db.describeTable("user", ["prod"]);
    expect(location).toMatch(new RegExp(`^${pathToFileURL(root).href}/`));
  });

  test("with tableVersionTrackingEnabled each commit of an open table is a version of the catalog", async () => {
    await using db = await connectNamespace("postgres", { url, root, tableVersionTrackingEnabled: true });
    const table = await db.createTable("user", [{ id: 1 }]);
    await table.add([{ id: 2 }]);
    await table.update({ where: "id = 1", values: { id: 3 } });
    expect((await table.listVersions()).map(({ version }) => version)).toEqual([1, 2, 3]);
    expect((await db.describeTable("user")).managedVersioning).toBe(true);
    expect(await (await db.openTable("user")).countRows()).toBe(2);
  });

  test("connecting opens no database, and a close without a call leaves none", async () => {
    const db = await connectNamespace("postgres", { url, root });
    await db[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual([]);
    await expect(db.tableNames()).rejects.toMatchObject({ code: 13 });
  });

  test("options and string properties mean the same", async () => {
    const vending = { storageOptions: { region: "eu" }, vendInputStorageOptions: true };
    const properties: Record<string, string> = {
      "storage.region": "eu",
      vend_input_storage_options: "true",
      retain_seconds: "60",
      migrate: "true",
    };
    for (const configuration of [vending, properties, { extraProperties: properties }]) {
      await using db = await connectNamespace("postgres", { url, root, catalog: "one", ...configuration });
      const { storageOptions } = await db.describeTable("t").catch(() => db.declareTable("t"));
      expect(storageOptions).toEqual({ region: "eu" });
    }
    await using late = await connectNamespace(
      "postgres",
      { url, root },
      { storageOptions: { region: "us" }, namespaceClientProperties: { catalog: "one", ...properties } },
    );
    expect(await late.tableNames()).toEqual(["t"]);
  });

  test("catalogs of one database are separate", async () => {
    await using one = await connectNamespace("postgres", { url, root });
    await one.createNamespace(["prod"]);
    await one[Symbol.asyncDispose]();
    await using other = await connectNamespace("postgres", { url, root, catalog: "other" });
    expect((await other.listNamespaces()).namespaces).toEqual([]);
  });

  test("a database that cannot be reached is ServiceUnavailable, without its address", async () => {
    const unreachable = "postgres://user:hunter2@127.0.0.1:1/database";
    await using db = await connectNamespace("postgres", { url: unreachable, root });
    const failure: unknown = await db.tableNames().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 17, message: expect.not.stringContaining("hunter2") });
  });

  test.each([
    [{ url: "postgres://h/d" }, 'need a "root"'],
    [{ root: "x" }, 'need a "url"'],
    [{ root: "x", url: "" }, 'need a "url"'],
    [{ root: "x", url: "mysql://user:hunter2@h/d" }, "must be a URL"],
    [{ root: "x", url: "pglite:", retainSecond: 3 }, 'Did you mean "retainSeconds"?'],
    [{ root: "x", url: "pglite:", retain_second: "3" }, 'Did you mean "retain_seconds"?'],
    [{ root: "x", url: "pglite:", databse: "y" }, "Unknown key"],
    [{ root: "x", url: "pglite:", retainSeconds: -1 }, '"retainSeconds" must be an integer'],
    [{ root: "x", url: "pglite:", retain_seconds: "soon" }, '"retainSeconds" must be a number of seconds'],
    [{ root: "x", url: "pglite:", migrate: "perhaps" }, '"migrate" must be true or false'],
    [{ root: "x", url: "pglite:", migrate: 1 }, '"migrate" must be a boolean'],
    [{ root: "x", url: "pglite:", catalog: 1 }, '"catalog" must be a string'],
    [{ root: "x", url: "pglite:", catalog: "a b" }, '"catalog" must have'],
    [[], 'an object with a "url"'],
    [null, 'an object with a "url"'],
  ])("%j is InvalidInput", async (configuration, words) => {
    const refused = connectNamespace("postgres", configuration as never);
    await expect(refused).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining(words),
    });
    await expect(refused).rejects.not.toThrow("hunter2");
  });

  test("storage options that expire are Unsupported, because the catalog needs some for longer than a call", async () => {
    const renewed = connectNamespace("postgres", { url, root }, { storageOptionsProvider: async () => ({}) });
    await expect(renewed).rejects.toMatchObject({ code: 0 });
  });
});
