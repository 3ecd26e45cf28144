/** The routes below `/lancetree/v1/` of a server over a catalog in PostgreSQL: roles, paths, prefixes, and the audit log. */
import { join } from "node:path";
import { MemoryNamespace } from "@lancetree/core/memory";
import { RestNamespace } from "@lancetree/rest-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrowStream } from "../../dir-namespace/test/support/rows.ts";
import { type AuditEntry, type RunningServer, startServer } from "../src/index.ts";
import { addKey } from "../src/keys/index.ts";
import { checkedFetch, testFolder } from "./support.ts";

const folder = await testFolder();
const data = arrowStream([1]);
const on = { "lancetree.protected": "true" };
/** Only against hangs: the database of this process may take minutes to start on a machine that is busy. */
const timeoutMs = 900_000;
const entries: AuditEntry[] = [];
const keys: Record<string, string> = {};
let server: RunningServer;

beforeAll(async () => {
  const apiKeyFile = join(folder, "keys.json");
  for (const role of ["read", "write", "admin"] as const)
    keys[role] = (await addKey(apiKeyFile, { name: role, role })).key;
  keys["scoped"] = (await addKey(apiKeyFile, { name: "scoped", role: "admin", paths: [["prod"]] })).key;
  server = await startServer({
    source: { postgres: "pglite:", root: join(folder, "tables"), retainSeconds: 3600 },
    port: 0,
    apiKeyFile,
    audit: (entry) => void entries.push(entry),
  });
});

afterAll(() => server.close());

function client(key: string, headers: Record<string, string> = {}): RestNamespace {
  return new RestNamespace({
    uri: server.url,
    apiKey: keys[key] ?? "",
    headers,
    timeoutMs,
    fetch: checkedFetch,
  });
}

test("a client lists, undrops, purges and protects", async () => {
  const admin = client("admin");
  await admin.createNamespace({ id: ["a"] });
  await admin.declareTable({ id: ["a", "t"], properties: { is: "t" } });
  await admin.dropNamespace({ id: ["a"], behavior: "cascade" });
  const { dropped } = await admin.listDropped({ id: ["a"] });
  expect(dropped).toMatchObject([{ id: ["a"], kind: "namespace", tables: 1 }]);
  const request = { id: ["a"], new_id: ["b"], drop_id: dropped[0]?.drop_id };
  expect(await admin.undrop(request)).toEqual({ id: ["b"], kind: "namespace", tables: 1 });
  await expect(admin.undrop(request)).rejects.toMatchObject({ code: 4 });
  const changed = await admin.alterProperties({ id: ["b", "t"], set: on, remove: ["is"] });
  expect(changed).toEqual({ properties: on });
  await expect(admin.dropNamespace({ id: ["b"], behavior: "cascade" })).rejects.toMatchObject({ code: 15 });
  await admin.alterProperties({ id: ["b", "t"], remove: Object.keys(on) });
  await admin.dropNamespace({ id: ["b"], behavior: "cascade" });
  expect(await admin.purgeDropped({ older_than_seconds: 0 })).toEqual({ purged: 1 });
  expect(await admin.listDropped({})).toEqual({ dropped: [] });
});

test("a role decides what a key may do", async () => {
  const [reader, writer, admin] = [client("read"), client("write"), client("admin")];
  await admin.declareTable({ id: ["roles"] });
  const change = { id: ["roles"], set: { a: "1" } };
  await expect(reader.alterProperties(change)).rejects.toMatchObject({ code: 15 });
  expect(await writer.alterProperties(change)).toEqual({ properties: { a: "1" } });
  for (const flag of [{ set: on }, { remove: Object.keys(on) }])
    await expect(writer.alterProperties({ id: ["roles"], ...flag })).rejects.toMatchObject({ code: 15 });
  for (const properties of [on, { "lancetree.protected": "false" }]) {
    const id = ["roles-new"];
    await expect(writer.createNamespace({ id, properties })).rejects.toMatchObject({ code: 15 });
    await expect(writer.declareTable({ id, properties })).rejects.toMatchObject({ code: 15 });
    await expect(writer.createTable({ id, properties, data })).rejects.toMatchObject({ code: 15 });
    await expect(writer.describeTable({ id })).rejects.toMatchObject({ code: 4 });
  }
  await admin.createTable({ id: ["roles-new"], properties: on, data });
  await expect(writer.dropTable({ id: ["roles-new"] })).rejects.toMatchObject({ code: 15 });
  await admin.alterProperties({ id: ["roles-new"], remove: Object.keys(on) });
  await writer.dropTable({ id: ["roles-new"] });
  await admin.purgeDropped({ id: ["roles-new"], older_than_seconds: 0 });
  await writer.dropTable({ id: ["roles"] });
  expect((await reader.listDropped({ id: ["roles"] })).dropped).toHaveLength(1);
  await expect(reader.undrop({ id: ["roles"] })).rejects.toMatchObject({ code: 15 });
  await expect(writer.purgeDropped({ older_than_seconds: 0 })).rejects.toMatchObject({ code: 15 });
  await writer.undrop({ id: ["roles"] });
  await expect(client("none").listDropped({})).rejects.toMatchObject({ code: 16 });
});

test("a key with paths sees and changes nothing elsewhere", async () => {
  const [scoped, admin] = [client("scoped"), client("admin")];
  for (const id of [["prod"], ["secret"]]) await admin.createNamespace({ id });
  for (const id of [
    ["prod", "t"],
    ["secret", "t"],
  ]) {
    await admin.declareTable({ id });
    await admin.dropTable({ id });
  }
  expect((await scoped.listDropped({ id: ["prod"] })).dropped.map(({ id }) => id)).toEqual([["prod", "t"]]);
  const refused = [
    () => scoped.listDropped({}),
    () => scoped.listDropped({ id: ["secret"] }),
    () => scoped.undrop({ id: ["secret", "t"] }),
    () => scoped.undrop({ id: ["prod", "t"], new_id: ["secret", "u"] }),
    () => scoped.undrop({ id: ["secret", "t"], new_id: ["prod", "u"] }),
    () => scoped.purgeDropped({ older_than_seconds: 0 }),
    () => scoped.alterProperties({ id: ["secret"], set: { a: "1" } }),
  ];
  for (const call of refused) await expect(call()).rejects.toMatchObject({ code: 15 });
  // As in core, null is the same as no new path.
  await scoped.undrop({ id: ["prod", "t"], new_id: null });
  await scoped.dropTable({ id: ["prod", "t"] });
  await scoped.undrop({ id: ["prod", "t"], new_id: ["prod", "u"] });
  expect((await admin.listDropped({ id: ["secret"] })).dropped).toHaveLength(1);
});

test("below a prefix, requests and responses hold the paths that the caller knows", async () => {
  const admin = client("admin");
  const below = client("admin", { "x-lancedb-database-prefix": "team" });
  for (const id of [["team"], ["team", "a"], ["outside"]]) await admin.createNamespace({ id });
  for (const name of ["t", "u", "v"]) {
    await below.declareTable({ id: ["a", name] });
    await below.dropTable({ id: ["a", name] });
  }
  await admin.dropNamespace({ id: ["outside"] });
  const first = await below.listDropped({ limit: 2 });
  expect(first.dropped.map(({ id }) => id)).toEqual([
    ["a", "t"],
    ["a", "u"],
  ]);
  expect(first.page_token).not.toContain("team");
  const second = await below.listDropped({ limit: 2, page_token: first.page_token });
  expect(second.dropped.map(({ id }) => id)).toEqual([["a", "v"]]);
  expect(await below.undrop({ id: ["a", "t"] })).toMatchObject({ id: ["a", "t"] });
  expect(await below.undrop({ id: ["a", "u"], new_id: ["w"] })).toMatchObject({ id: ["w"] });
  expect((await admin.listTables({ id: ["team"] })).tables).toEqual(["w"]);
  await below.alterProperties({ id: ["a"], set: { x: "1" } });
  expect(await below.purgeDropped({ older_than_seconds: 0 })).toEqual({ purged: 1 });
  expect((await admin.listDropped({ id: ["outside"] })).dropped).toHaveLength(1);
});

test("the audit log names the operation and all paths of a request", async () => {
  entries.length = 0;
  const admin = client("admin");
  await admin.declareTable({ id: ["audited"] });
  await admin.dropTable({ id: ["audited"] });
  await admin.undrop({ id: ["audited"], new_id: ["renamed"] });
  await client("write")
    .purgeDropped({ id: ["audited"], older_than_seconds: 0 })
    .catch(() => undefined);
  await admin.undrop({ id: ["audited"] }).catch(() => undefined);
  await expect.poll(() => entries.length).toBe(5);
  expect(
    entries.slice(2).map(({ who, operation, path, otherPaths, outcome, code }) => ({
      who,
      operation,
      path,
      otherPaths,
      outcome,
      code,
    })),
  ).toEqual([
    {
      who: "admin",
      operation: "undrop",
      path: ["audited"],
      otherPaths: [["renamed"]],
      outcome: "done",
      code: null,
    },
    { who: "write", operation: "purgeDropped", path: ["audited"], outcome: "denied", code: 15 },
    { who: "admin", operation: "undrop", path: ["audited"], outcome: "refused", code: 4 },
  ]);
});

test("another method, another route, and another body are refused", async () => {
  const headers = { "x-api-key": keys["admin"] ?? "", "content-type": "application/json" };
  const status = async (path: string, init: RequestInit): Promise<[number, unknown]> => {
    const response = await fetch(server.url + path, { headers, ...init });
    return [response.status, ((await response.json()) as { code: unknown }).code];
  };
  expect(await status("/lancetree/v1/dropped", { method: "GET" })).toEqual([405, 0]);
  expect(await status("/lancetree/v1/none", { method: "POST", body: "{}" })).toEqual([404, 0]);
  expect(await status("/lancetree/v1/undrop", { method: "POST", body: "[]" })).toEqual([400, 13]);
  expect(await status("/lancetree/v1/undrop", { method: "POST", body: '{"id":"a"}' })).toEqual([400, 13]);
  expect(await status("/lancetree/v1/undrop", { method: "POST", body: "{}" })).toEqual([400, 13]);
  expect(await status("/lancetree/v1/purge", { method: "POST", body: "{}" })).toEqual([400, 13]);
});

test("a server of a catalog that keeps nothing says so", async () => {
  const other = await startServer({ source: { namespace: new MemoryNamespace() }, port: 0 });
  try {
    const rest = new RestNamespace({ uri: other.url, timeoutMs });
    await expect(rest.listDropped({})).rejects.toMatchObject({
      code: 0,
      message: expect.stringContaining("listDropped"),
    });
  } finally {
    await other.close();
  }
});
