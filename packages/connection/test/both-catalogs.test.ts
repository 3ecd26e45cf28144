/** What holds whether the catalog lies in a folder or behind a server. */
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connectNamespace as connectNative, Session } from "@lancedb/lancedb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectNamespace, type NamespaceConnection, type NamespaceConnectionOptions } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let folder: string;
let root: string;
let catalog: RestCatalog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-catalogs-"));
  root = join(folder, "local_lancedb");
  catalog = await serveDirectory(root);
});

afterEach(async () => {
  await catalog[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const rows = [{ id: 1, vector: [0.1, 0.2], name: "alice" }];

interface Catalog {
  readonly kind: "dir" | "rest";
  readonly configuration: () => Record<string, string>;
  readonly connect: (options?: NamespaceConnectionOptions) => Promise<NamespaceConnection>;
  readonly native: () => Promise<Connection>;
}

const catalogs: Catalog[] = [
  {
    kind: "dir",
    configuration: () => ({ root }),
    connect: (options) => connectNamespace("dir", { root }, options),
    native: () => connectNative("dir", { root }),
  },
  {
    kind: "rest",
    configuration: () => ({ uri: catalog.uri }),
    connect: (options) => connectNamespace("rest", { uri: catalog.uri }, options),
    native: () => connectNative("rest", { uri: catalog.uri }),
  },
];

describe.each(catalogs)('connectNamespace("$kind")', ({ kind, configuration, connect, native }) => {
  test("the documented walkthrough runs, twice on one folder", async () => {
    for (let run = 0; run < 2; run += 1) {
      await using db = await connect();
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
    await using db = await connect();
    expect(await db.tableNames()).toEqual([]);
    expect(await db.namespaceExists(["prod"])).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test("modes of createTable, and rows that cannot be stored", async () => {
    await using db = await connect();
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
    await using db = await connect();
    await db.createNamespace(["prod"]);
    await db.createTable("t", rows, ["prod"]);
    const other = await native();
    expect(await other.tableNames(["prod"])).toEqual(["t"]);
    expect(await (await other.openTable("t", ["prod"])).countRows()).toBe(1);
    other.close();
  });

  test("a program that closes nothing ends", async () => {
    const program = `
      import { connectNamespace } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const db = await connectNamespace(${JSON.stringify(kind)}, ${JSON.stringify(configuration())});
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

  test("a session is used, and readConsistencyInterval decides what an open table sees", async () => {
    const session = new Session();
    await using live = await connect({ session, readConsistencyInterval: 0 });
    await using other = await connect();
    const table = await live.createTable("t", rows);
    const still = await other.openTable("t");
    await (await other.openTable("t")).add(rows);
    expect([await table.countRows("id > 0"), await still.countRows()]).toEqual([2, 1]);
    expect(session.sizeBytes()).toBeGreaterThan(0n);
  });
});
