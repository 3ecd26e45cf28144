/** The routes that say who the caller is and find objects by name, on a server with keys over a catalog in a folder. */
import { join } from "node:path";
import { MemoryNamespace } from "@lancetree/core/memory";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuditEntry, type RunningServer, startServer } from "../src/index.ts";
import { addKey } from "../src/keys/index.ts";
import { checkedFetch, testFolder } from "./support.ts";

const folder = await testFolder();
const keys: Record<string, string> = {};
const entries: AuditEntry[] = [];
let server: RunningServer;

beforeAll(async () => {
  const root = join(folder, "catalog");
  const catalog = new DirectoryNamespace({ root });
  for (const id of [["prod"], ["prod", "search"], ["prod", "User_data"], ["secret"], ["team"]])
    await catalog.createNamespace({ id });
  for (const id of [
    ["prod", "search", "user"],
    ["prod", "search", "user_events"],
    ["secret", "user"],
    ["team", "users"],
  ])
    await catalog.declareTable({ id });
  await catalog.close();
  const apiKeyFile = join(folder, "keys.json");
  const add = async (name: string, paths?: string[][]): Promise<void> => {
    keys[name] = (await addKey(apiKeyFile, { name, role: "read", ...(paths && { paths }) })).key;
  };
  await add("all");
  await add("scoped", [["team"], ["prod", "search"], ["none"]]);
  server = await startServer({
    source: { root },
    port: 0,
    apiKeyFile,
    audit: (entry) => void entries.push(entry),
  });
});

afterAll(() => server.close());

/** The fields of all responses. */
interface Found {
  readonly objects: readonly { readonly id: readonly string[]; readonly kind: string }[];
  readonly page_token?: string;
  readonly code?: number;
  readonly paths?: unknown;
  readonly operations?: readonly string[];
}

async function call(
  key: string | undefined,
  route: string,
  body?: object,
): Promise<{ status: number; json: Found }> {
  const response = await checkedFetch(`${server.url}/lancetree/v1/${route}`, {
    headers: key === undefined ? {} : { "x-api-key": keys[key] ?? "" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Found };
}

async function names(key: string, body: object): Promise<string[]> {
  const found: string[] = [];
  for (let token: string | undefined; ; ) {
    const { status, json } = await call(key, "find", { ...body, ...(token && { page_token: token }) });
    expect(status).toBe(200);
    found.push(...json.objects.map((one) => `${one.kind} ${one.id.join("/")}`));
    if (!json.page_token) return found;
    token = json.page_token;
  }
}

test("names are found at any depth, in any case, by a part of the path that ends in the name", async () => {
  const everything = [
    "namespace prod/User_data",
    "table prod/search/user",
    "table prod/search/user_events",
    "table secret/user",
    "table team/users",
  ];
  expect(await names("all", { text: "uSeR" })).toEqual(everything);
  for (const limit of [1, 2, 5]) expect(await names("all", { text: "user", limit })).toEqual(everything);
  expect(await names("all", { text: "user", id: ["prod"] })).toEqual(everything.slice(0, 3));
  expect(await names("all", { text: "search/us" })).toEqual(everything.slice(1, 3));
  expect(await names("all", { text: "search" })).toEqual(["namespace prod/search"]);
  expect(await names("all", { text: "nothing" })).toEqual([]);
});

test("a key with paths finds what is at or below its paths alone", async () => {
  const visible = ["table prod/search/user", "table prod/search/user_events", "table team/users"];
  for (const limit of [1, 2, 3, 100]) expect(await names("scoped", { text: "user", limit })).toEqual(visible);
  expect(await names("scoped", { text: "user", id: ["prod"] })).toEqual(visible.slice(0, 2));
  expect(await names("scoped", { text: "e" })).not.toContain("namespace secret");
  for (const id of [["secret"], ["prod", "User_data"], ["other"]])
    expect((await call("scoped", "find", { text: "user", id })).status).toBe(403);
});

test("a page token leads out of no namespace, and out of no path of a key", async () => {
  for (const token of ["secret", "prod", "a", "prod$", "\u{10FFFF}"]) {
    const inTeam = { text: "e", id: ["team"], page_token: `0:${token}` };
    for (const key of ["all", "scoped"]) {
      const { json } = await call(key, "find", inTeam);
      expect(json.objects.filter(({ id }) => id[0] !== "team")).toEqual([]);
    }
    for (const part of [0, 1, 2]) {
      const { json } = await call("scoped", "find", { text: "e", page_token: `${part}:${token}` });
      expect(json.objects.filter(({ id }) => id[0] === "secret" || id[1] === "User_data")).toEqual([]);
    }
  }
  for (const token of ["x", "9:", "-1:", "0"])
    expect((await call("all", "find", { text: "e", page_token: token })).status).toBe(400);
});

test("the REST client finds objects, also through a server in front of the first one", async () => {
  const client = new RestNamespace({ uri: server.url, apiKey: keys["all"] ?? "" });
  await using front = await startServer({ source: { namespace: client }, port: 0 });
  for (const catalog of [client, new RestNamespace({ uri: front.url })]) {
    const first = await catalog.findObjects({ text: "user", id: ["prod", "search"], limit: 1 });
    expect(first.objects).toEqual([{ id: ["prod", "search", "user"], kind: "table" }]);
    const rest = { text: "user", id: ["prod", "search"], page_token: first.page_token };
    expect(await catalog.findObjects(rest)).toEqual({
      objects: [{ id: ["prod", "search", "user_events"], kind: "table" }],
    });
    await expect(catalog.findObjects({ text: "" })).rejects.toMatchObject({ code: 13 });
    await expect(catalog.findObjects({ text: "user", id: ["none"] })).rejects.toMatchObject({ code: 1 });
  }
  const without = Object.assign(new MemoryNamespace(), { findObjects: undefined });
  await using other = await startServer({ source: { namespace: without }, port: 0 });
  const found = new RestNamespace({ uri: other.url }).findObjects({ text: "user" });
  await expect(found).rejects.toMatchObject({ code: 0 });
});

test("below a prefix, paths and text are those that the caller knows", async () => {
  const headers = { "x-lancedb-database-prefix": "prod" };
  const rest = new RestNamespace({ uri: server.url, apiKey: keys["all"] ?? "", headers });
  const first = await rest.findObjects({ text: "user", limit: 1 });
  expect(first.objects).toEqual([{ id: ["User_data"], kind: "namespace" }]);
  expect(first.page_token).not.toContain("prod");
  const { objects } = await rest.findObjects({ text: "user", page_token: first.page_token });
  expect(objects.map(({ id }) => id)).toEqual([
    ["search", "user"],
    ["search", "user_events"],
  ]);
  for (const text of ["prod/search", "d/search/u"])
    expect(await rest.findObjects({ text })).toEqual({ objects: [] });
});

test.each([
  [{}],
  [{ text: "" }],
  [{ text: 1 }],
  [{ text: "a", limit: 0 }],
  [{ text: "a", limit: 1001 }],
  [{ text: "a", id: "a" }],
])("%j is refused", async (body) => {
  expect((await call("all", "find", body)).json.code).toBe(13);
});

test("a caller is described by its key", async () => {
  const { json: all } = await call("all", "whoami");
  expect(all).toMatchObject({ name: "all", role: "read" });
  expect(all.paths).toBeUndefined();
  expect(all.operations).toContain("queryTable");
  expect(all.operations).not.toContain("dropTable");
  const { json: scoped } = await call("scoped", "whoami");
  expect(scoped.paths).toEqual([["team"], ["prod", "search"], ["none"]]);
  expect((await call(undefined, "whoami")).status).toBe(401);
  expect((await call(undefined, "find", { text: "user" })).status).toBe(401);
  expect((await call("all", "whoami", {})).status).toBe(405);
});

test("both have lines in the audit log", async () => {
  entries.length = 0;
  await call("scoped", "whoami");
  await call("scoped", "find", { text: "user", id: ["secret"] });
  await expect.poll(() => entries.length).toBe(2);
  expect(entries.map(({ who, operation, path, outcome }) => [who, operation, path, outcome])).toEqual([
    ["scoped", "whoAmI", null, "done"],
    ["scoped", "findObjects", ["secret"], "denied"],
  ]);
});
