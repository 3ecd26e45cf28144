import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { apiKeys, bearerTokens, createNamespaceHandler, type LogEntry } from "../src/index.ts";
import { client, describeT, fine } from "./access-client.ts";
import { stubNamespace } from "./support.ts";

describe("without options", () => {
  test("every caller is admitted, with or without credentials", async () => {
    const send = client({});
    expect((await send(describeT, { headers: { authorization: "Basic x", "x-api-key": "y" } })).status).toBe(
      200,
    );
  });

  test("a web page of another origin is rejected", async () => {
    const send = client({});
    for (const site of ["cross-site", "same-site"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await send(describeT, { headers: { "sec-fetch-site": site } })).toMatchObject({
        status: 403,
        json: { code: 15 },
      });
    }
    expect((await send(describeT, { headers: { "sec-fetch-site": "same-origin" } })).status).toBe(200);
    expect((await send(describeT)).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("apiKeys and bearerTokens", () => {
  const keys = client({ authenticate: apiKeys(["one", { name: "bob", secret: "two" }]) });
  const tokens = client({ authenticate: bearerTokens(["one"]) });

  test.each([
    [200, { "x-api-key": "one" }],
    [200, { "x-api-key": "two" }],
    [401, { "x-api-key": "three" }],
    [401, { "x-api-key": "" }],
    [401, { authorization: "Bearer one" }],
    [401, {}],
  ])("a key: %s for %j", async (status, headers) => {
    expect((await keys(describeT, { headers: { ...headers } })).status).toBe(status);
  });

  test.each([
    [200, { authorization: "Bearer one" }],
    [200, { authorization: "bearer  one" }],
    [401, { authorization: "Bearer two" }],
    [401, { authorization: "Basic one" }],
    [401, { authorization: "Bearer one, Bearer two" }],
    [401, { "x-api-key": "one" }],
  ])("a token: %s for %j", async (status, headers) => {
    expect((await tokens(describeT, { headers: { ...headers } })).status).toBe(status);
  });

  test("use the identity of the body when the headers have none", async () => {
    expect((await keys(describeT, { body: { identity: { api_key: "one" } } })).status).toBe(200);
    expect((await tokens(describeT, { body: { identity: { auth_token: "one" } } })).status).toBe(200);
    expect(
      (await keys(describeT, { body: { identity: { api_key: "one" } }, headers: { "x-api-key": "no" } }))
        .status,
    ).toBe(401);
  });

  test("reject with code 16 and a scheme, and never accept an empty secret", async () => {
    const refused = await keys(describeT);
    expect(refused.json).toMatchObject({ code: 16 });
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    expect(() => apiKeys([""])).toThrow(TypeError);
  });

  test("do not protect /health and /openapi.json", async () => {
    expect((await keys("/health", { method: "GET" })).status).toBe(200);
    expect((await keys("/openapi.json", { method: "GET" })).status).toBe(200);
  });

  test("read nothing of an anonymous caller's upload", async () => {
    let pulled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull() {
          pulled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const handler = createNamespaceHandler(stubNamespace(fine), { authenticate: apiKeys(["one"]) });
    const request = new Request("http://host/v1/table/t/insert", { method: "POST", body, duplex: "half" });
    expect([(await handler(request)).status, pulled]).toEqual([401, false]);
  });
});

describe("authorize", () => {
  test("is called for every object that a request names", async () => {
    const decisions: unknown[] = [];
    const send = client({
      authenticate: apiKeys([{ name: "ann", secret: "a" }]),
      authorize: ({ operation, id, identity }) => decisions.push([operation, id, identity?.name]) > 0,
    });
    const headers = { "x-api-key": "a" };
    await send("/v1/table/n$t/rename", { headers, body: { new_table_name: "u", new_namespace_id: ["m"] } });
    await send("/v1/table/n$t/rename", { headers, body: { new_table_name: "u" } });
    await send("/v1/table", { headers, method: "GET" });
    await send("/v1/table/batch-commit", {
      headers,
      body: { operations: [{ deregister_table: { id: ["a"] } }, { declare_table: { id: ["b", "c"] } }] },
    });
    expect(decisions).toEqual([
      ["renameTable", ["n", "t"], "ann"],
      ["renameTable", ["m", "u"], "ann"],
      ["renameTable", ["n", "t"], "ann"],
      ["renameTable", ["n", "u"], "ann"],
      ["listAllTables", [], "ann"],
      ["batchCommitTables", ["a"], "ann"],
      ["batchCommitTables", ["b", "c"], "ann"],
      // May the caller have credentials for the table that it declares?
      ["describeTable", ["b", "c"], "ann"],
    ]);
  });

  test("keeps the namespace from being called", async () => {
    let called = false;
    const namespace = stubNamespace({
      renameTable: () => {
        called = true;
        return {};
      },
    });
    const send = client({ authorize: async ({ id }) => id[0] !== "secret" }, namespace);
    const refused = await send("/v1/table/t/rename", {
      body: { new_table_name: "t", new_namespace_id: ["secret"] },
    });
    expect([refused.status, refused.json.code, called]).toEqual([403, 15, false]);
  });
});

describe("storage options", () => {
  const vending = stubNamespace({
    describeTable: () => ({ location: "l", storage_options: { key: "k" } }),
    declareTable: () => ({ location: "l", storage_options: { key: "k" } }),
    batchCommitTables: () => ({
      results: [
        { declare_table: { location: "l", storage_options: { key: "k" } } },
        { deregister_table: {} },
      ],
    }),
  });
  const batch = { operations: [{ declare_table: { id: ["t"] } }, { deregister_table: { id: ["u"] } }] };

  test("are returned to a caller who may describe the table", async () => {
    const send = client({ authorize: () => true }, vending);
    expect((await send(describeT)).json).toHaveProperty("storage_options");
    expect((await send("/v1/table/t/declare")).json).toHaveProperty("storage_options");
    expect((await send("/v1/table/batch-commit", { body: batch })).text).toContain("storage_options");
  });

  test("are withheld from a caller who may only create the table", async () => {
    const send = client({ authorize: ({ operation }) => operation !== "describeTable" }, vending);
    expect((await send("/v1/table/t/declare")).json).toEqual({ location: "l" });
    expect((await send("/v1/table/batch-commit", { body: batch })).json).toEqual({
      results: [{ declare_table: { location: "l" } }, { deregister_table: {} }],
    });
  });
});

describe("authorize and authenticate receive", () => {
  test("the fields of the request", async () => {
    const seen: unknown[] = [];
    const send = client({ authorize: ({ request }) => seen.push(request) > 0 });
    await send("/v1/table/t/rename", { body: { new_table_name: "u" } });
    expect(seen).toEqual(Array.from({ length: 2 }, () => ({ id: ["t"], new_table_name: "u" })));
  });

  test("the address, where the server knows it, and so does the log", async () => {
    const seen: unknown[] = [];
    const handler = createNamespaceHandler(stubNamespace(fine), {
      authenticate: ({ address }) => ({ name: String(address) }),
      log: ({ address, identity }) => seen.push([address, identity]),
    });
    const request = () => new Request(`http://host${describeT}`, { method: "POST" });
    await handler(request(), { address: "192.0.2.1" });
    await handler(request());
    expect(seen).toEqual([
      ["192.0.2.1", "192.0.2.1"],
      [undefined, "undefined"],
    ]);
  });

  test("no long body of an anonymous caller", async () => {
    const long = { identity: { api_key: "one" }, context: { fill: "x".repeat(70_000) } };
    const keys = client({ authenticate: apiKeys(["one"]) });
    expect((await keys(describeT, { body: long })).status).toBe(413);
    expect((await keys(describeT, { body: long, headers: { "x-api-key": "one" } })).status).toBe(200);
    expect((await client({})(describeT, { body: long })).status).toBe(200);
  });

  test("every object that a request names, in the log", async () => {
    const entries: LogEntry[] = [];
    const send = client({ log: (entry) => entries.push(entry) });
    await send("/v1/table/n%24t/rename", { body: { new_table_name: "u", new_namespace_id: ["m"] } });
    await send(describeT);
    expect(entries.map(({ id, otherIds }) => [id, otherIds])).toEqual([
      [["n", "t"], [["m", "u"]]],
      [["t"], undefined],
    ]);
  });
});

describe("rateLimit", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("gives each identity its own tokens and returns Retry-After", async () => {
    const send = client({
      authenticate: apiKeys(["a", "b"]),
      rateLimit: { perSecond: 0.5, burst: 2 },
    });
    const call = async (key: string) => send(describeT, { headers: { "x-api-key": key } });
    expect([(await call("a")).status, (await call("a")).status]).toEqual([200, 200]);
    const refused = await call("a");
    expect([refused.status, refused.json.code, refused.headers.get("retry-after")]).toEqual([429, 21, "2"]);
    expect((await call("b")).status).toBe(200);
    vi.advanceTimersByTime(2000);
    expect([(await call("a")).status, (await call("a")).status]).toEqual([200, 429]);
  });

  test("is shared by callers without an identity", async () => {
    const send = client({ rateLimit: { perSecond: 1 } });
    expect([(await send(describeT)).status, (await send(describeT)).status]).toEqual([200, 429]);
  });

  test("must be valid", () => {
    expect(() => client({ rateLimit: { perSecond: 0 } })).toThrow(TypeError);
    expect(() => client({ rateLimit: { perSecond: 1, burst: 0.5 } })).toThrow(TypeError);
  });
});

describe("cors", () => {
  const origin = "https://app.example.com";
  const send = client({ cors: { origins: [origin] } });

  test("admits pages of the named origins, with the headers for browsers", async () => {
    const response = await send(describeT, { headers: { origin, "sec-fetch-site": "cross-site" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("vary")).toBe("origin");
  });

  test("responds to a preflight request", async () => {
    const asking = { "access-control-request-method": "POST", "access-control-request-headers": "x-api-key" };
    const allowed = await send(describeT, { method: "OPTIONS", headers: { origin, ...asking } });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-headers")).toBe("x-api-key");
    const foreign = await send(describeT, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", ...asking },
    });
    expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });

  test("rejects other pages", async () => {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await send(describeT, { headers })).status).toBe(403);
  });
});
