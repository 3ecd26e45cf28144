import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect, Index, type Table } from "@lancedb/lancedb";
import type { CallOptions } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { withTables } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { apiKeys, type LogEntry } from "../src/index.ts";
import { type NamespaceServer, serve } from "../src/node/index.ts";
import { post } from "./support.ts";

const rows = (...ids: number[]) => ids.map((id) => ({ id, name: `n${id}` }));

/** What distinguishes one table from another. */
async function contentOf(table: Table) {
  const found = await table.query().toArray();
  return {
    ids: found.map(({ id }) => Number(id)).toSorted((one, other) => one - other),
    version: await table.version(),
    versions: (await table.listVersions()).map(({ version }) => version),
    tags: await (await table.tags()).list(),
    indices: (await table.listIndices()).map(({ name, columns }) => ({ name, columns })),
    schema: (await table.schema()).fields.map(({ name, type }) => `${name}: ${type}`),
  };
}

async function makeSource(db: Connection): Promise<Table> {
  const source = await db.createTable("source", rows(1, 2));
  await source.createIndex("id", { config: Index.btree() });
  await (await source.tags()).create("first", 1);
  await source.add(rows(3));
  await source.delete("id = 1");
  return source;
}

describe("cloneTable of connect(db://)", () => {
  let folder: string;
  let root: string;
  let catalog: DirectoryNamespace;
  let namespace: ReturnType<typeof withTables>;
  let server: NamespaceServer;
  let db: Connection;
  let local: Connection;
  const entries: LogEntry[] = [];

  const locationOf = async (...id: string[]): Promise<string> =>
    String((await namespace.describeTable({ id })).location);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-clone-"));
    root = join(folder, "catalog");
    catalog = new DirectoryNamespace({ root });
    namespace = withTables(catalog);
    const mayNot = new Set(["queryTable secret", "createTable closed"]);
    server = await serve(namespace, {
      port: 0,
      authenticate: apiKeys(["key"]),
      authorize: ({ operation, id }) => !mayNot.has(`${operation} ${id.join(".")}`),
      log: (entry) => entries.push(entry),
    });
    const clientConfig = { retryConfig: { retries: 1 } };
    db = await connect("db://d", { apiKey: "key", hostOverride: server.url, clientConfig });
    local = await connect(join(folder, "local"));
    await makeSource(db);
    await makeSource(local);
  });

  afterAll(async () => {
    db.close();
    local.close();
    await server.close();
    await namespace.close();
    await catalog.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ["latest", {}],
    ["version", { sourceVersion: 2 }],
    ["tag", { sourceTag: "first" }],
  ])("makes what a local clone is: %s", async (name, options) => {
    const theirs = await local.cloneTable(name, join(folder, "local", "source.lance"), options);
    await db.cloneTable(name, await locationOf("source"), options);
    // As every client finds it, in its own files.
    const folders = await connect(root);
    expect(await contentOf(await folders.openTable(name))).toEqual(await contentOf(theirs));
    expect(await db.tableNames()).toContain(name);
    folders.close();
  });

  test("shares files, and neither table depends on the other", async () => {
    await db.createTable("a", rows(1, 2));
    const clone = await db.cloneTable("b", join(root, "a.lance/"));
    await clone.add(rows(3));
    await (await db.openTable("a")).delete("id = 1");
    expect((await contentOf(await db.openTable("b"))).ids).toEqual([1, 2, 3]);
    const folders = await connect(root);
    const source = await folders.openTable("a");
    // The source gives up every file of the version that was cloned.
    const { prune } = await source.optimize({ cleanupOlderThan: new Date(), deleteUnverified: true });
    expect(prune.bytesRemoved).toBeGreaterThan(0);
    folders.close();
    expect((await contentOf(await db.openTable("b"))).ids).toEqual([1, 2, 3]);
    await db.renameTable("a", "renamed");
    expect((await contentOf(await db.openTable("b"))).ids).toEqual([1, 2, 3]);
    const again = await db.cloneTable("c", await locationOf("renamed"));
    expect(await again.countRows()).toBe(1);
    await db.dropTable("renamed");
    expect((await contentOf(await db.openTable("b"))).ids).toEqual([1, 2, 3]);
    await db.dropTable("b");
    expect((await contentOf(await db.openTable("c"))).ids).toEqual([2]);
    expect((await readdir(root)).filter((name) => /^(a|b|renamed)\.lance$/.test(name))).toEqual([]);
  });

  test("clones from and into namespaces", async () => {
    await db.createNamespace(["n"], { mode: "create" });
    await db.createTable("deep", rows(1), ["n"]);
    await db.cloneTable("copy", await locationOf("n", "deep"), { targetNamespacePath: ["n"] });
    expect(await (await db.openTable("copy", ["n"])).countRows()).toBe(1);
    await db.renameTable("deep", "moved", { namespacePath: ["n"] });
    // It lies where it lay, under its first name.
    await db.cloneTable("copy2", await locationOf("n", "moved"));
    expect(await (await db.openTable("copy2")).countRows()).toBe(1);
  });

  test("rejects invalid requests, and creates nothing for them", async () => {
    await db.createTable("secret", rows(1));
    const secret = await locationOf("secret");
    const source = await locationOf("source");
    const before = await db.tableNames();
    const ask = (target: string, body: object): Promise<{ status: number; body: unknown }> =>
      post(`${server.url}/v1/table/${target}/clone`, body, {
        "x-api-key": "key",
        "user-agent": "LanceDB-Rust-Client/0.31.0",
      });
    const refusal = async (target: string, body: object): Promise<unknown> => {
      const response = await ask(target, body);
      return [response.status, (response.body as { code: number }).code];
    };
    expect(await refusal("x", { source_location: source, is_shallow: false })).toEqual([406, 0]);
    expect(await refusal("x", { source_location: "s3://elsewhere/source.lance" })).toEqual([406, 0]);
    expect(await refusal("x", { source_location: "/etc" })).toEqual([406, 0]);
    expect(await refusal("x", { source_location: `${root}/../local/source.lance` })).toEqual([406, 0]);
    expect(await refusal("x", { source_location: join(folder, "local/source.lance") })).toEqual([406, 0]);
    expect(await refusal("x", { source_location: `${root}/missing.lance` })).toEqual([404, 4]);
    expect(await refusal("x", { source_location: `${root}/missing.lance\u0000` })).toEqual([404, 4]);
    expect(await refusal("x", { source_location: source, source_version: 99 })).toEqual([400, 11]);
    expect(await refusal("x", { source_location: source, source_tag: "none" })).toEqual([400, 8]);
    expect(await refusal("x", { source_location: source, source_tag: "first", source_version: 1 })).toEqual([
      400, 13,
    ]);
    expect(await refusal("x", { source_location: source, source_version: -1 })).toEqual([400, 13]);
    expect(await refusal("x", { source_location: "" })).toEqual([400, 13]);
    expect(await refusal("x", {})).toEqual([400, 13]);
    expect(await refusal("x", { source_location: source, more: 1 })).toEqual([400, 13]);
    expect(await refusal("source", { source_location: source })).toEqual([400, 5]);
    expect(await refusal("none$x", { source_location: source })).toEqual([404, 1]);
    expect(await refusal("a%20b", { source_location: source })).toEqual([400, 13]);
    expect(await refusal("x", { source_location: secret })).toEqual([404, 4]);
    expect(entries.at(-1)).toMatchObject({ operation: "createTable", id: ["x"], otherIds: [["secret"]] });
    expect(await refusal("closed", { source_location: source })).toEqual([403, 15]);
    expect(await db.tableNames()).toEqual(before);
    await expect(db.cloneTable("x", source, { isShallow: false })).rejects.toThrow(
      "Deep clone is not yet implemented",
    );
  });

  test("finds the source, or that it is missing, without reading other tables", async () => {
    const spies = [vi.spyOn(namespace, "listAllTables"), vi.spyOn(namespace, "describeTable")];
    const ask = (location: string): Promise<{ status: number }> =>
      post(
        `${server.url}/v1/table/looked/clone`,
        { source_location: location },
        { "x-api-key": "key", "user-agent": "LanceDB-Rust-Client/0.31.0" },
      );
    expect((await ask(`${root}/missing.lance`)).status).toBe(404);
    expect((await ask("/elsewhere/source.lance")).status).toBe(406);
    expect((await ask(`file://${root}//source.lance/`)).status).toBe(200);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
    await db.dropTable("looked");
  });

  test("is not a route of the protocol's own dialect", async () => {
    const response = await post(`${server.url}/v1/table/x/clone`, {}, { "x-api-key": "key" });
    expect(response).toMatchObject({ status: 404, body: { code: 0 } });
  });
});

test("a namespace that cannot clone is Unsupported", async () => {
  const options: CallOptions[] = [];
  const stub = {
    describeTable: async (_: unknown, callOptions: CallOptions) => {
      options.push(callOptions);
      return { location: "/x/t.lance" };
    },
  };
  const server = await serve(stub as never, { port: 0 });
  const headers = { "user-agent": "LanceDB-Rust-Client/0.31.0" };
  const response = await post(`${server.url}/v1/table/x/clone`, { source_location: "/x/t.lance" }, headers);
  expect(response).toMatchObject({ status: 406, body: { code: 0 } });
  expect(options).toEqual([]);
  await server.close();
});
