import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Session } from "@lancedb/lancedb";
import { isNamespaceError } from "@lancetree/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, connectNamespace, type NamespaceConnection } from "../src/index.ts";

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-directory-"));
  root = join(folder, "local_lancedb");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const rows = [{ id: 1, vector: [0.1, 0.2], name: "alice" }];

describe('connectNamespace("dir")', () => {
  test("the string keys of other clients configure the same", async () => {
    await using listed = await connectNamespace("dir", { root });
    await listed.createTable("plain", rows);
    expect(await readdir(root)).toContain("plain.lance");
    await using hidden = await connectNamespace("dir", { root, dir_listing_enabled: "false" });
    await hidden.createTable("hashed", rows);
    expect(await readdir(root)).not.toContain("hashed.lance");
    await using typed = await connectNamespace("dir", { root, dirListingEnabled: false });
    await typed.createTable("typed", rows);
    expect(await readdir(root)).not.toContain("typed.lance");
    const properties = { dir_listing_enabled: "false" };
    await using late = await connectNamespace("dir", { root }, { namespaceClientProperties: properties });
    await late.createTable("late", rows);
    expect(await readdir(root)).not.toContain("late.lance");
  });

  test("vended storage options are asked for by key", async () => {
    await using db = await connectNamespace("dir", {
      root,
      "storage.region": "eu",
      vend_input_storage_options: "true",
    });
    const { storageOptions } = await db.declareTable("t");
    expect(storageOptions).toMatchObject({ region: "eu" });
  });

  test("a session is used, and readConsistencyInterval decides how stale a read may be", async () => {
    const session = new Session();
    await using db = await connectNamespace("dir", { root }, { session, readConsistencyInterval: 0 });
    const table = await db.createTable("t", rows);
    await using other = await connectNamespace("dir", { root });
    const still = await other.openTable("t");
    await (await other.openTable("t")).add(rows);
    expect([await table.countRows("id > 0"), await still.countRows()]).toEqual([2, 1]);
    expect(session.sizeBytes()).toBeGreaterThan(0n);

    await using patient = await connectNamespace("dir", { root }, { readConsistencyInterval: 3600 });
    const namespaces = async (reader: NamespaceConnection) => (await reader.listNamespaces()).namespaces;
    expect(await namespaces(patient)).toEqual([]);
    await db.createNamespace(["prod"]);
    expect(await namespaces(patient)).toEqual([]);
    expect(await namespaces(other)).toEqual(["prod"]);
  });

  test("close releases the catalog, too", async () => {
    const db = await connectNamespace("dir", { root });
    await db.createNamespace(["prod"]);
    const { namespace } = db;
    db.close();
    await expect(db.tableNames()).rejects.toThrow("Connection is closed.");
    await expect(namespace.listTables({ id: ["prod"] })).rejects.toSatisfy(isNamespaceError);
    await db[Symbol.asyncDispose]();
  });

  test("a root that is a file is refused, and the file stays", async () => {
    await writeFile(root, "mine");
    const misuse = async () => {
      await using db = await connectNamespace("dir", { root });
      await db.createNamespace(["prod"]);
    };
    await expect(misuse()).rejects.toSatisfy(isNamespaceError);
    expect(await readdir(folder)).toEqual(["local_lancedb"]);
  });
});

describe("connect", () => {
  test("a path and a file URL lead to the same catalog", async () => {
    await using byPath = await connect(root);
    await byPath.createNamespace(["prod"]);
    await using byUrl = await connect(pathToFileURL(root).href);
    expect((await byUrl.listNamespaces()).namespaces).toEqual(["prod"]);
  });

  test("a directory catalog opens in Google Cloud Storage", async () => {
    await using db = await connect("gs://bucket/catalog", { storageOptions: { google_storage_token: "t" } });
    expect(db.display()).toContain("gs://bucket/catalog");
  });

  test.each(["az://container/catalog", "abfss://container/catalog"])("%s is one", async (uri) => {
    const storageOptions = { AZURE_STORAGE_ACCOUNT_NAME: "account", access_key: "a2V5" };
    await using db = await connect(uri, { storageOptions });
    expect(db.display()).toContain(uri);
  });

  test("s3:// is one, and takes LanceDB's storage options", async () => {
    await using db = await connect("s3://bucket/catalog", { storageOptions: { aws_region: "eu-central-1" } });
    expect(db.display()).toContain("s3://bucket/catalog");
    const misspelled = connect("s3://bucket/catalog", { storageOptions: { aws_regoin: "x" } });
    await expect(misspelled).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("aws_regoin"),
    });
  });
});
