import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { arrowStream, idsAt, pathOfLocation, withTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([1, 2]);

/** The files in the root beside the manifest table. */
describe("responses", () => {
  const storageOptions = { region: "eu", secret: "s3cr3t" };

  test("storage options stay inside unless they are asked for", async () => {
    const catalog = folder.open({ storageOptions });
    const created = await catalog.createTable({ id: ["t"], data });
    const declared = await catalog.declareTable({ id: ["d"] });
    const described = await catalog.describeTable({ id: ["t"], load_detailed_metadata: true });
    const withVending = await catalog.describeTable({ id: ["t"], vend_credentials: true });
    for (const result of [created, declared, described, withVending]) {
      expect(JSON.stringify(result)).not.toContain("s3cr3t");
      expect(result).not.toHaveProperty("storage_options");
    }
  });

  test("vendInputStorageOptions hands them out, with an expiry where one is set", async () => {
    const vending = folder.open({ storageOptions, vendInputStorageOptions: true });
    expect((await vending.declareTable({ id: ["d"] })).storage_options).toEqual(storageOptions);
    expect((await vending.describeTable({ id: ["d"] })).storage_options).toEqual(storageOptions);
    const without = { id: ["d"], vend_credentials: false };
    expect(await vending.describeTable(without)).not.toHaveProperty("storage_options");
    expect(await vending.declareTable({ ...without, id: ["e"] })).not.toHaveProperty("storage_options");
    const expiring = folder.open({
      storageOptions,
      vendInputStorageOptions: true,
      vendInputStorageOptionsRefreshIntervalMillis: 60_000,
    });
    const before = Date.now();
    const { storage_options } = await expiring.describeTable({ id: ["d"] });
    const expiry = Number(storage_options?.["expires_at_millis"]);
    expect(storage_options).toEqual({ ...storageOptions, expires_at_millis: String(expiry) });
    expect(expiry).toBeGreaterThanOrEqual(before + 60_000);
    expect(expiry).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  test("the flat configuration of other clients means the same", async () => {
    await using catalog = DirectoryNamespace.fromProperties({
      root: folder.root,
      "storage.region": "eu",
      dir_listing_enabled: "OFF",
      table_version_tracking_enabled: "1",
      vend_input_storage_options: "Yes",
      vend_input_storage_options_refresh_interval_millis: "1000",
      unknown: "x",
    });
    const { location, ...result } = await catalog.declareTable({ id: ["t"] });
    expect(basename(pathOfLocation(location))).toMatch(/^[0-9a-f]{16}_t$/);
    expect(result).toEqual({
      properties: {},
      managed_versioning: true,
      storage_options: { region: "eu", expires_at_millis: expect.stringMatching(/^\d+$/) },
    });
    expect(() => DirectoryNamespace.fromProperties({})).toThrow(expect.objectContaining({ code: 13 }));
    expect(() => DirectoryNamespace.fromProperties({ root: folder.root, manifest_enabled: "no" })).toThrow(
      expect.objectContaining({ code: 0 }),
    );
  });

  test("every flag of describe says what it asks for", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["a"] });
    const { location } = await catalog.createTable({ id: ["a", "t"], data, properties: { k: "v" } });
    const plain = { location, properties: { k: "v" } };
    const named = { table: "t", namespace: ["a"] };
    expect(await catalog.describeTable({ id: ["a", "t"] })).toEqual(plain);
    expect(await catalog.describeTable({ id: ["a", "t"], with_table_uri: true })).toEqual({
      ...plain,
      ...named,
      table_uri: location,
    });
    await withTable(String(location), async (table) => {
      await table.add([{ id: 3 }]);
      await table.delete("id = 1");
    });
    const detailed = await catalog.describeTable({ id: ["a", "t"], load_detailed_metadata: true });
    expect(detailed).toEqual({
      ...plain,
      ...named,
      is_only_declared: false,
      version: 3,
      schema: { fields: [{ name: "id", nullable: false, type: { type: "float64" } }] },
      metadata: {},
      stats: { num_fragments: 2, num_deleted_rows: 1 },
    });
    const older = { id: ["a", "t"], load_detailed_metadata: true, version: 1 };
    expect(await catalog.describeTable(older)).toMatchObject({
      version: 1,
      stats: { num_fragments: 1, num_deleted_rows: 0 },
    });
    await expect(catalog.describeTable({ ...older, version: 9 })).rejects.toMatchObject({ code: 11 });
    await expect(catalog.tableExists({ id: ["a", "t"], version: 9 })).rejects.toMatchObject({ code: 11 });
    await catalog.tableExists({ id: ["a", "t"], version: 2 });
    await catalog.declareTable({ id: ["a", "d"] });
    const declared = await catalog.describeTable({ id: ["a", "d"], load_detailed_metadata: true });
    expect(declared).toMatchObject({ is_only_declared: true, table: "d" });
    expect(declared).not.toHaveProperty("version");
  });

  test("tags and branches are described as they are", async () => {
    const catalog = folder.open();
    const { location } = await catalog.createTable({ id: ["t"], data });
    await withTable(String(location), async (table) => {
      await (await table.tags()).create("first", 1);
      await table.add([{ id: 3 }]);
    });
    const request = { id: ["t"], load_detailed_metadata: true };
    expect(await catalog.describeTable({ ...request, tag: "first" })).toMatchObject({ version: 1 });
    await expect(catalog.describeTable({ ...request, tag: "none" })).rejects.toMatchObject({ code: 8 });
    await expect(catalog.describeTable({ ...request, branch: "none" })).rejects.toMatchObject({ code: 22 });
    await expect(catalog.describeTable({ ...request, tag: "first", version: 1 })).rejects.toMatchObject({
      code: 13,
    });
  });

  test("a root with characters that a URL escapes", async () => {
    const root = join(folder.path, "a b#c%é");
    const catalog = folder.open({ root });
    await catalog.createNamespace({ id: ["a"] });
    const { location } = await catalog.createTable({ id: ["a", "t"], data });
    expect(pathOfLocation(location).startsWith(root)).toBe(true);
    expect(await idsAt(location)).toEqual([1, 2]);
    const again = folder.open({ root: pathToFileURL(root).href });
    expect(await again.listAllTables({})).toEqual({ tables: ["a$t"] });
  });

  test("a missing folder of a table is reported as missing data", async () => {
    const catalog = folder.open();
    await writeManifestRows(folder.root, [tableRow("t", "gone")]);
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    expect(await catalog.listTables({ id: [], include_declared: false })).toEqual({ tables: [] });
    expect(await catalog.describeTable({ id: ["t"], check_declared: true })).toMatchObject({
      is_only_declared: true,
    });
    await catalog.dropTable({ id: ["t"] });
    expect(await manifestRows(folder.root)).toEqual([]);
  });
});
