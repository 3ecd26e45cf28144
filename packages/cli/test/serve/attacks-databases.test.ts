import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyOperation } from "./support/every-operation.ts";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

type Holder = "admin" | "sales" | "deals";

let held: TestKeys<Holder>;
let server: ServerProcess;
let upstream: Upstream;

const as = (
  key: Holder,
  database: string | undefined,
  path: string,
  sent: Sent = {},
): Promise<HttpResponse> =>
  send(server.url, path, {
    key: held.keys[key],
    ...sent,
    headers: { ...(database !== undefined && { "x-lancedb-database": database }), ...sent.headers },
  });

beforeAll(async () => {
  const folder = await testFolder();
  upstream = await startUpstream();
  const config = join(folder, "databases.toml");
  await writeFile(
    config,
    `
[federated_dbs.sales]
ns_impl = "dir"
root = "${join(folder, "sales")}"
[federated_dbs.research]
ns_impl = "dir"
root = "${join(folder, "research")}"
[federated_dbs.far]
ns_impl = "rest"
uri = "${upstream.url}"
forward_header_prefixes = ["X-forward"]
"header.x-api-key" = "key-of-the-upstream"
`,
  );
  held = await writeKeys(folder, {
    admin: { role: "admin" },
    sales: { role: "admin", databases: ["sales"] },
    deals: { role: "admin", databases: ["sales"], paths: [["deals"]] },
  });
  server = await startServer(["--config", config, "--api-key-file", held.file]);
  for (const [database, id] of [
    ["sales", "deals"],
    ["sales", "dealers"],
    ["research", "deals"],
  ] as const) {
    await mustSucceed(as("admin", database, `/v1/namespace/${id}/create`, { body: {} }));
    await mustSucceed(as("admin", database, `/v1/table/${id}%24t/create`, { body: rows(1) }));
  }
});

afterAll(async () => {
  await server.end("SIGKILL");
  await upstream[Symbol.asyncDispose]();
});

describe("a key to one database", () => {
  it("works there", async () => {
    expect((await as("sales", "sales", "/v1/table/deals%24t/exists")).status).toBe(200);
  });

  it.each(everyOperation("deals%24t"))("cannot $operation in another", async ({ path, sent }) => {
    expect(await as("sales", "research", path, sent)).toMatchObject({ status: 403, code: 15 });
  });

  it("does not learn which others there are", async () => {
    const there = await as("sales", "research", "/v1/table/deals%24t/exists");
    const missing = await as("sales", "nothing", "/v1/table/deals%24t/exists");
    expect([missing.status, missing.text]).toEqual([there.status, there.text]);
    const unknown = await as("admin", "nothing", "/v1/table/deals%24t/exists");
    expect(unknown.status).toBe(404);
    expect(unknown.text).not.toMatch(/sales|research|far/);
    const unnamed = await as("admin", undefined, "/v1/table/deals%24t/exists");
    expect([unnamed.status, unnamed.code]).toEqual([400, 13]);
    expect(unnamed.text).not.toMatch(/sales|research|far/);
  });

  it.each([
    ["two names", { "x-lancedb-database": "sales, research" }],
    ["another case", { "x-lancedb-database": "Research" }],
    ["a path", { "x-lancedb-database": "sales/../research" }],
    ["a space", { "x-lancedb-database": "research " }],
    ["a prototype's name", { "x-lancedb-database": "__proto__" }],
    ["a prefix that climbs", { "x-lancedb-database": "sales", "x-lancedb-database-prefix": "../research" }],
  ])("is not fooled by %s", async (_, headers) => {
    const { status } = await as("sales", undefined, "/v1/table/deals%24t/exists", { headers });
    expect([400, 403, 404]).toContain(status);
  });
});

describe("a prefix", () => {
  const below = (prefix: string, path: string, sent: Sent = {}): Promise<HttpResponse> =>
    as("admin", "sales", path, { ...sent, headers: { "x-lancedb-database-prefix": prefix } });

  it("is never left", async () => {
    expect((await below("deals", "/v1/table/t/exists")).status).toBe(200);
    for (const id of [
      "dealers%24t",
      "..%24dealers%24t",
      "..%2Fdealers%24t",
      "%24%24dealers%24t",
      "deals%24t",
    ]) {
      const { status } = await below("deals", `/v1/table/${id}/exists`);
      expect([id, [400, 404].includes(status)]).toEqual([id, true]);
    }
    const out = await below("deals", "/v1/table/t/rename", {
      body: { new_table_name: "taken", new_namespace_id: ["..", "dealers"] },
    });
    expect([400, 404]).toContain(out.status);
    expect((await below("deals", "/v1/namespace/%24/drop", { body: { behavior: "Cascade" } })).status).toBe(
      400,
    );
    expect((await below("deals", "/v1/table?limit=100", { method: "GET" })).text).not.toMatch(/dealers/);
    expect((await as("admin", "sales", "/v1/table/deals%24t/exists")).status).toBe(200);
  });

  it("counts for paths of a key, and has no part in what failures say", async () => {
    const headers = { "x-lancedb-database-prefix": "deals" };
    expect((await as("deals", "sales", "/v1/table/t/exists", { headers })).status).toBe(200);
    expect((await as("deals", "sales", "/v1/table/dealers%24t/exists")).status).toBe(403);
    const dealers = { "x-lancedb-database-prefix": "dealers" };
    expect((await as("deals", "sales", "/v1/table/t/exists", { headers: dealers })).status).toBe(403);
    const missing = await below("deals", "/v1/table/none/describe");
    expect(missing.status).toBe(404);
    expect(missing.text).not.toContain("deals");
  });
});

describe("what goes on to another server", () => {
  it("is the headers that were listed, and nothing else of the caller's", async () => {
    upstream.received.length = 0;
    const secret = held.keys.admin;
    await as("admin", "far", "/v1/namespace/n/describe", {
      body: {
        context: {
          "header.cookie": "from=body",
          "header.x-forward-body": "yes",
          "header.x-other": "from body",
        },
        identity: { api_key: secret, auth_token: "token-in-body" },
      },
      headers: {
        "x-forward-user": "ann",
        "X-FORWARD-Case": "kept",
        "x-other": "not listed",
        "x-forwar": "too short",
        cookie: "session=secret",
        authorization: "Bearer token-of-the-caller",
        "proxy-authorization": "Basic abc",
        "x-forwarded-for": "10.0.0.1",
        "x-lancedb-database-prefix": "pre",
        te: "trailers",
      },
    });
    expect(upstream.received).toHaveLength(1);
    const [received] = upstream.received;
    const { headers = {}, body, path } = received ?? {};
    expect(path).toContain("pre%24n");
    expect(headers).toMatchObject({
      "x-forward-user": "ann",
      "x-forward-case": "kept",
      "x-api-key": "key-of-the-upstream",
    });
    // It begins as listed, so it was meant, too.
    const listed = Object.keys(headers).filter((name) => name.startsWith("x-forward"));
    expect(listed.toSorted()).toEqual([
      "x-forward-body",
      "x-forward-case",
      "x-forward-user",
      "x-forwarded-for",
    ]);
    for (const name of [
      "cookie",
      "authorization",
      "proxy-authorization",
      "x-other",
      "x-forwar",
      "te",
      "x-lancedb-database",
      "x-lancedb-database-prefix",
    ]) {
      expect([name, headers[name]]).toEqual([name, undefined]);
    }
    const all = JSON.stringify({ headers, body, path });
    for (const text of [
      secret,
      "token-of-the-caller",
      "token-in-body",
      "session=secret",
      "from=body",
      "not listed",
    ]) {
      expect([text, all.includes(text)]).toEqual([text, false]);
    }
  });

  it("comes back without its cookies and credentials, and never as our own", async () => {
    upstream.respond(
      200,
      { properties: {} },
      { "set-cookie": "a=b", "www-authenticate": "x", "x-forward-back": "c" },
    );
    const { headers, text } = await as("admin", "far", "/v1/namespace/n/describe", { body: {} });
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["www-authenticate"]).toBeUndefined();
    expect(text).not.toContain("key-of-the-upstream");
    upstream.respond(200, {});
  });

  it("a failure of the other server does not reveal the key for it", async () => {
    upstream.respond(401, {
      error: "The key key-of-the-upstream is not known (https://me:pass-word@far/)",
      code: 16,
    });
    const { text } = await as("admin", "far", "/v1/namespace/n/describe", { body: {} });
    expect(text).not.toMatch(/key-of-the-upstream|pass-word/);
    upstream.respond(400, { error: "broken at key-of-the-upstream", code: 13 });
    await as("admin", "far", "/v1/namespace/n/describe", { body: {} });
    expect(server.written()).not.toMatch(/key-of-the-upstream|pass-word/);
    upstream.respond(200, {});
  });
});
