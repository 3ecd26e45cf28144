/** A connection to a REST catalog: who it is for the server, what it says when something is wrong, and its end. */

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { RestNamespace } from "@lancetree/rest-client";
import { type Authenticate, apiKeys, bearerTokens } from "@lancetree/rest-server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, connectNamespace } from "../src/index.ts";
import { serveDirectory } from "./support/rest-catalog.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-rest-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const rows = [{ id: 1, vector: [0.1, 0.2] }];
const serveHere = (options: Parameters<typeof serveDirectory>[1] = {}) => serveDirectory(folder, options);

describe("logging in", () => {
  test.each([
    ["apiKey", { apiKey: "secret" }],
    ["a header", { headers: { "x-api-key": "secret" } }],
    ["a function", { headers: async () => ({ "X-Api-Key": "secret" }) }],
    ["a string key", { "header.x-api-key": "secret" }],
  ])("by %s", async (_, login) => {
    await using catalog = await serveHere({ authenticate: apiKeys(["secret"]) });
    await using db = await connectNamespace("rest", { uri: catalog.uri, ...login });
    expect(await (await db.createTable("t", rows)).countRows()).toBe(1);
    expect(await db.namespace.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
    await using stranger = await connectNamespace("rest", { uri: catalog.uri, apiKey: "hunter2" });
    const error: unknown = await stranger.tableNames().catch((reason: unknown) => reason);
    expect(isNamespaceError(error, 16) && error.message).not.toContain("hunter2");
    await expect(stranger.createTable("u", rows)).rejects.toMatchObject({ code: 16 });
    expect(await db.tableNames()).toEqual(["t"]);
  });

  test("by token, by connect() and by properties of the client", async () => {
    const either: Authenticate = async (credentials) =>
      (await apiKeys(["key"])(credentials)) ?? (await bearerTokens(["token"])(credentials));
    await using catalog = await serveHere({ authenticate: either });
    const { uri } = catalog;
    await using byToken = await connectNamespace("rest", { uri, token: "token" });
    await using byKey = await connect(uri, { apiKey: "key" });
    await using byHeaders = await connect(uri, { headers: { authorization: "Bearer token" } });
    const namespaceClientProperties = { "headers.x-api-key": "key" };
    await using byProperties = await connect(uri, { namespaceClientProperties });
    for (const db of [byToken, byKey, byHeaders, byProperties]) expect(await db.tableNames()).toEqual([]);
    await using anonymous = await connect(uri);
    await expect(anonymous.tableNames()).rejects.toMatchObject({ code: 16 });
  });

  test("what is not allowed is PermissionDenied, and a refused create writes nothing", async () => {
    await using catalog = await serveHere({
      authenticate: apiKeys([{ name: "reader", secret: "key" }]),
      authorize: ({ operation }) => !/^(create|declare)/.test(operation),
    });
    await using db = await connectNamespace("rest", { uri: catalog.uri, apiKey: "key" });
    await expect(db.createTable("t", rows)).rejects.toMatchObject({ code: 15 });
    await expect(db.createNamespace(["prod"])).rejects.toMatchObject({ code: 15 });
    expect(await db.tableNames()).toEqual([]);
  });
});

describe("what goes wrong", () => {
  test("errors of the server keep their class and message", async () => {
    await using catalog = await serveHere();
    await using db = await connectNamespace("rest", { uri: catalog.uri });
    await using local = await connectNamespace("dir", { root: folder });
    await db.createNamespace(["prod"]);
    await db.createTable("t", rows, ["prod"]);
    for (const call of [
      (on: typeof db) => on.openTable("missing", ["prod"]),
      (on: typeof db) => on.openTable("t", ["nowhere"]),
      (on: typeof db) => on.createTable("t", rows, ["prod"]),
      (on: typeof db) => on.createTable("t", rows, ["nowhere"]),
      (on: typeof db) => on.createTable("prod", rows),
      (on: typeof db) => on.createNamespace(["prod"]),
      (on: typeof db) => on.dropNamespace(["prod"]),
      (on: typeof db) => on.dropNamespace([]),
      (on: typeof db) => on.listNamespaces(["nowhere"]),
    ]) {
      const [there, here] = await Promise.all([db, local].map((on) => failureOf(call(on))));
      expect(there).toEqual(here);
    }
  });

  test("a server that is not there is ServiceUnavailable after three attempts, with what was tried", async () => {
    const { uri } = await gone();
    await using db = await connectNamespace("rest", { uri });
    const error: unknown = await db.tableNames().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 17,
      message: expect.stringMatching(/ECONNREFUSED.*3 attempts/),
      cause: { errors: [expect.anything(), expect.anything(), expect.anything()] },
    });
    await expect(db.createTable("t", rows)).rejects.toMatchObject({ code: 17 });
    await using once = await connectNamespace("rest", { uri, retry: false });
    await expect(once.tableNames()).rejects.toThrow(/^(?!.*attempts)/);
  });

  test("a call to a server that does not respond ends after timeoutMs", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using db = await connectNamespace("rest", { uri, timeoutMs: 200 });
    await expect(db.tableNames()).rejects.toMatchObject({
      code: 17,
      message: expect.stringContaining("200 ms"),
    });
    server.closeAllConnections();
    server.close();
  });
});

test("db.namespace asks the server; a client that is given as an object gets its data operations here", async () => {
  const operations: (string | undefined)[] = [];
  await using catalog = await serveHere({ log: ({ operation }) => operations.push(operation) });
  await using db = await connectNamespace("rest", { uri: catalog.uri });
  await using here = await connectNamespace(new RestNamespace({ uri: catalog.uri }));
  await db.createTable("t", rows);
  operations.length = 0;
  expect(await db.namespace.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
  expect(await here.namespace.countTableRows({ id: ["t"] })).toEqual({ count: 1n });
  await expect.poll(() => operations).toEqual(["countTableRows", "describeTable"]);
});

describe("the end", () => {
  test("close ends the client, too; tables go on", async () => {
    await using catalog = await serveHere();
    const db = await connectNamespace("rest", { uri: catalog.uri });
    const table = await db.createTable("t", rows);
    const { namespace } = db;
    await db[Symbol.asyncDispose]();
    for (const call of [() => db.tableNames(), () => namespace.listTables({ id: [] })]) {
      await expect(call()).rejects.toMatchObject({ code: 13, message: "Connection is closed." });
    }
    await table.add(rows);
    expect(await table.countRows()).toBe(2);
  });

  test("a delimiter of one's own, and a base path", async () => {
    await using catalog = await serveHere({ basePath: "/catalog" });
    await using db = await connectNamespace("rest", { uri: `${catalog.uri}/`, delimiter: "::" });
    await db.createNamespace(["prod"]);
    await db.createTable("t", rows, ["prod"]);
    expect(await db.tableNames(["prod"])).toEqual(["t"]);
  });
});

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  return isNamespaceError(error) ? [error.name, error.code, error.message] : error;
}

/** An address at which no process listens any more. */
async function gone(): Promise<{ uri: string }> {
  const { uri, [Symbol.asyncDispose]: close } = await serveHere();
  await close();
  return { uri };
}
