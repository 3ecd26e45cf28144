import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connectNamespace as connectNative, Session } from "@lancedb/lancedb";
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
  test("the documented walkthrough runs, twice on one folder", async () => {
    for (let run = 0; run < 2; run += 1) {
      await using db = await connectNamespace("dir", { root });
      await db.createNamespace(["prod"], { mode: "exist_ok" });
      await db.createNamespace(["prod", "search"], {
        mode: "exist_ok",
        properties: { owner: "search-team" },
      });
      await db.createTable("user", rows, ["prod", "search"], { mode: "create" });
      expect((await db.listNamespaces(["prod"])).namespaces).toEqual(["search"]);
      expect(await db.describeNamespace(["prod", "search"])).toEqual({
        properties: { owner: "search-team" },
      });
      expect(await db.tableNames(["prod", "search"])).toEqual(["user"]);
      const users = await db.openTable("user", ["prod", "search"]);
      expect((await users.vectorSearch([0.1, 0.2]).limit(1).toArray())[0].name).toBe("alice");
      expect(users.name).toBe("user");
      await db.dropTable("user", ["prod", "search"]);
      await db.dropNamespace(["prod"], { mode: "skip", behavior: "cascade" });
      await db.dropNamespace(["prod"], { mode: "skip", behavior: "cascade" });
      expect((await db.listNamespaces()).namespaces).toEqual([]);
    }
  });

  test("connecting and reading create nothing", async () => {
    await using db = await connectNamespace("dir", { root });
    expect(await db.tableNames()).toEqual([]);
    expect(await db.namespaceExists(["prod"])).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test("modes of createTable, and rows that cannot be stored", async () => {
    await using db = await connectNamespace("dir", { root });
    await db.createNamespace(["prod"]);
    await db.createTable("t", rows, ["prod"]);
    await expect(db.createTable("t", rows, ["prod"])).rejects.toMatchObject({ code: 5 });
    const two = [...rows, ...rows];
    expect(await (await db.createTable("t", two, ["prod"], { existOk: true })).countRows()).toBe(1);
    expect(await (await db.createTable("t", two, ["prod"], { mode: "overwrite" })).countRows()).toBe(2);
    const before = await readdir(root);
    await expect(db.createTable("bad", [{ id: 1 }, { id: "x" }], ["prod"])).rejects.toMatchObject({
      code: 20,
    });
    expect(await db.tableNames(["prod"])).toEqual(["t"]);
    expect(await readdir(root)).toEqual(before);
    expect(await db.namespace.countTableRows({ id: ["prod", "t"] })).toEqual({ count: 2n });
  });

  test("LanceDB's own client reads what was written", async () => {
    await using db = await connectNamespace("dir", { root });
    await db.createNamespace(["prod"]);
    await db.createTable("t", rows, ["prod"]);
    const native = await connectNative("dir", { root });
    expect(await native.tableNames(["prod"])).toEqual(["t"]);
    expect(await (await native.openTable("t", ["prod"])).countRows()).toBe(1);
    native.close();
  });

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
    await expect(connectNamespace("dir", { root, manifestEnabled: false })).rejects.toMatchObject({
      code: 0,
    });
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

  test("a session is used, and readConsistencyInterval decides how old an answer may be", async () => {
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
    await expect(db.tableNames()).rejects.toThrow("This connection is closed.");
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

  test("a program that closes nothing ends", async () => {
    const program = `
      import { connectNamespace } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const db = await connectNamespace("dir", { root: ${JSON.stringify(root)} });
      await db.createNamespace(["prod"]);
      const table = await db.createTable("t", [{ id: 1 }], ["prod"]);
      process.stdout.write(String(await table.countRows()));
    `;
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions", "@lancetree/source", "--input-type=module", "-e", program],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
    expect([code, output]).toEqual([0, "1"]);
  });
});

describe("connect", () => {
  test("a path and a file URL lead to the same catalog", async () => {
    await using byPath = await connect(root);
    await byPath.createNamespace(["prod"]);
    await using byUrl = await connect(pathToFileURL(root).href);
    expect((await byUrl.listNamespaces()).namespaces).toEqual(["prod"]);
  });

  test.each(["s3://bucket/catalog", "gs://bucket/catalog", "az://container/catalog"])(
    "%s is the directory catalog's business",
    async (uri) => {
      await expect(connect(uri)).rejects.toMatchObject({
        code: 0,
        message: expect.stringContaining("directory catalog on"),
      });
    },
  );
});
