/** Every key of LanceDB's ConnectionOptions, the ways to write a call of connect(), and memory://. */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectNative, Session } from "@lancedb/lancedb";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { type ConnectOptions, connect, connectNamespace } from "../src/index.ts";
import { serveDirectory } from "./support/rest-catalog.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-options-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const rows = [{ id: 1 }];

test("every key of LanceDB's ConnectionOptions is an option here", () => {
  expectTypeOf<Exclude<keyof ConnectionOptions, keyof ConnectOptions>>().toEqualTypeOf<never>();
  const all: ConnectionOptions = {};
  const connectOptions: ConnectOptions = all;
  expect(connectOptions).toBe(all);
});

test("unknown keys are errors of the compiler and at run time", async () => {
  // @ts-expect-error unknown key
  await expect(connectNamespace("dir", { root, rooot: "x" })).rejects.toMatchObject({ code: 13 });
  // @ts-expect-error unknown key, though its value is a string
  await expect(connectNamespace("rest", { uri: "http://x.example", url: "x" })).rejects.toMatchObject({
    code: 13,
  });
  // @ts-expect-error unknown key
  await expect(connectNamespace("dir", { root }, { sesion: 1 })).rejects.toMatchObject({ code: 13 });
  // @ts-expect-error unknown key
  await expect(connect(root, { manifestEnable: true })).rejects.toMatchObject({ code: 13 });
  // @ts-expect-error unknown key
  await expect(connect({ uri: root, manifestEnable: true })).rejects.toMatchObject({ code: 13 });
  const fromFile: Record<string, string> = { root, manifest_enabled: "true" };
  (await connectNamespace("dir", fromFile)).close();
});

describe("connect", () => {
  test("takes the URI among its options, and a session as its third argument", async () => {
    await using first = await connect({ uri: root, session: new Session(1_000_000n, 1_000_000n) });
    await first.createTable("t", rows);
    await using second = await connect(root, {}, new Session(1_000_000n, 1_000_000n));
    expect(await second.tableNames()).toEqual(["t"]);
  });

  test("manifestEnabled: true has namespaces, false has tables of the root only", async () => {
    await using full = await connect(root, { manifestEnabled: true });
    await full.createNamespace(["n"]);
    await full.createTable("inside", rows, ["n"]);
    await using flat = await connect(root, { manifestEnabled: false });
    await flat.createTable("t", rows);
    expect(await flat.tableNames()).toEqual(["t"]);
    expect(await (await flat.openTable("t")).countRows()).toBe(1);
    const refused = [
      () => flat.createNamespace(["m"]),
      () => flat.dropNamespace(["n"]),
      () => flat.tableNames(["n"]),
      () => flat.listNamespaces(["n"]),
      () => flat.openTable("inside", ["n"]),
      () => flat.createTable("u", rows, ["n"]),
      () => flat.renameTable("t", "u"),
    ];
    for (const call of refused) {
      await expect(call()).rejects.toMatchObject({
        code: 0,
        message: expect.stringContaining("not supported"),
      });
    }
    // A native client that goes by folders reads the same table, until it is dropped.
    const native = await connectNative(root);
    expect(await (await native.openTable("t")).countRows()).toBe(1);
    await flat.dropTable("t");
    expect(await native.tableNames()).toEqual([]);
    native.close();
  });

  test("memory:// is a catalog of one connection, which its end removes", async () => {
    const before = await readdir(tmpdir());
    const db = await connect("memory://");
    const other = await connect({ uri: "memory://shared" });
    await db.createNamespace(["n"]);
    const table = await db.createTable("t", rows, ["n"]);
    expect(await table.countRows()).toBe(1);
    expect(await other.tableNames()).toEqual([]);
    const { location = "" } = await db.describeTable("t", ["n"]);
    expect(existsSync(new URL(location))).toBe(true);
    await db[Symbol.asyncDispose]();
    expect(existsSync(new URL(location))).toBe(false);
    await other[Symbol.asyncDispose]();
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith("lancetree-memory-"));
    expect(left.filter((name) => !before.includes(name))).toEqual([]);
  });

  test.each([
    ["extraHeaders", { clientConfig: { extraHeaders: { "x-team": "a" } } }, { "x-team": "a" }],
    ["userId", { clientConfig: { userId: "u" } }, { "x-lancedb-user-id": "u" }],
    ["apiKey", { apiKey: "k" }, { "x-api-key": "k" }],
    ["headers", { headers: async () => ({ "x-team": "a" }) }, { "x-team": "a" }],
  ])("%s reaches the server, as does the database of db://", async (_, options, headers) => {
    const seen: Record<string, string | undefined>[] = [];
    await using catalog = await serveDirectory(root, {
      authenticate: async ({ headers: requestHeaders }) => {
        seen.push(Object.fromEntries(requestHeaders));
        return { name: "anyone" };
      },
    });
    await using db = await connect("db://shop/team", { hostOverride: catalog.uri, ...options });
    expect(await db.tableNames()).toEqual([]);
    expect(seen.at(-1)).toMatchObject({
      "x-lancedb-database": "shop",
      "x-lancedb-database-prefix": "team",
      ...headers,
    });
  });

  test("a header provider of LanceDB is asked", async () => {
    let calls = 0;
    const provider = {
      getHeaders: () => {
        calls += 1;
        return { "x-team": "a" };
      },
    };
    await using catalog = await serveDirectory(root);
    await using db = await connect(catalog.uri, {}, undefined, provider);
    await db.tableNames();
    expect(calls).toBeGreaterThan(0);
  });

  test.each<[string, ConnectOptions, number, string]>([
    ["db://shop", {}, 0, "LanceDB Cloud is not supported"],
    ["db://shop", { hostOverride: "http://x.example", region: "us" }, 0, "region"],
    ["http://x.example", { hostOverride: "http://y.example" }, 13, "hostOverride"],
    ["http://x.example", { clientConfig: { retryConfig: { retries: 3 } } }, 0, "retryConfig"],
    ["http://x.example", { clientConfig: { timeoutConfig: { readTimeout: 3 } } }, 0, "readTimeout"],
    ["http://x.example", { manifestEnabled: true }, 13, "manifestEnabled"],
    ["./folder", { hostOverride: "http://y.example" }, 13, "hostOverride"],
    ["./folder", { clientConfig: {} }, 13, "clientConfig"],
  ])("%s with %j is refused", async (uri, options, code, words) => {
    await expect(connect(uri, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  test("an empty name of an implementation is refused in LanceDB's words", async () => {
    const none = "" as "dir";
    await expect(connectNamespace(none, { root })).rejects.toThrow("implName must be a non-empty string");
  });
});
