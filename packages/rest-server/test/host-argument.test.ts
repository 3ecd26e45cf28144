import { runInNewContext } from "node:vm";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, test } from "vitest";
import {
  apiKeys,
  bearerTokens,
  createNamespaceHandler,
  type LogEntry,
  type NamespaceHandler,
} from "../src/index.ts";
import { stubNamespace } from "./support.ts";

const list = (headers: Record<string, string> = {}): Request =>
  new Request("http://host/v1/namespace/$/list", { headers });

const explosive = new Proxy(
  {},
  {
    get() {
      throw new Error("read");
    },
    has() {
      throw new Error("asked");
    },
  },
);

describe("the second argument", () => {
  const byKey = createNamespaceHandler(new MemoryNamespace(), { authenticate: apiKeys(["k1"]) });
  const byToken = createNamespaceHandler(new MemoryNamespace(), { authenticate: bearerTokens(["k1"]) });

  // The environment of a Worker, the context of a route, and hostile values for either.
  const others: readonly unknown[] = [
    { apiKey: "k1" },
    { authToken: "k1" },
    { apiKey: "k1", authToken: "k1", address: "192.0.2.1", headers: new Headers({ "x-api-key": "k1" }) },
    { address: 7 },
    { address: { apiKey: "k1" } },
    null,
    undefined,
    "k1",
    7,
    () => "k1",
    explosive,
    {
      get address(): string {
        throw new Error("read");
      },
    },
  ];

  test.each(others.map((other, index) => [index, other]))(
    "admits no caller without a key: %i",
    async (_, other) => {
      expect((await byKey(list(), other)).status).toBe(401);
      expect((await byToken(list(), other)).status).toBe(401);
      expect((await byKey(list({ "x-api-key": "zz" }), other)).status).toBe(401);
    },
  );

  test.each(others.map((other, index) => [index, other]))(
    "rejects no caller with a key: %i",
    async (_, other) => {
      expect((await byKey(list({ "x-api-key": "k1" }), other)).status).toBe(200);
      expect((await byToken(list({ authorization: "Bearer k1" }), other)).status).toBe(200);
    },
  );

  test("has no effect on a caller with another key, and does not replace the headers", async () => {
    expect((await byKey(list({ "x-api-key": "k1" }), { apiKey: "other" })).status).toBe(200);
    const seen: unknown[] = [];
    const handler = createNamespaceHandler(new MemoryNamespace(), {
      authenticate: (credentials) => {
        seen.push({ ...credentials, headers: credentials.headers.get("x-tenant") });
        return { name: "a" };
      },
    });
    await handler(list({ "x-tenant": "a" }), { headers: "x", apiKey: "k", address: "192.0.2.1", more: 1 });
    await handler(list({ "x-tenant": "a" }), { headers: "x", address: 1 });
    expect(seen).toEqual([{ address: "192.0.2.1", headers: "a" }, { headers: "a" }]);
  });
});

describe("the handler never rejects", () => {
  /** Calls it with anything, as plain JavaScript does. */
  const call = async (handler: NamespaceHandler, ...hostArguments: readonly unknown[]): Promise<Response> => {
    const response: unknown = await Reflect.apply(handler, undefined, hostArguments);
    if (response instanceof Response) return response;
    throw new TypeError("The handler did not return a Response.");
  };
  const used = async (): Promise<Request> => {
    const request = new Request("http://host/v1/table/t/describe", { method: "POST", body: "{}" });
    await request.text();
    return request;
  };
  const locked = (): Request => {
    const request = new Request("http://host/v1/table/t/describe", { method: "POST", body: "{}" });
    request.body?.getReader();
    return request;
  };
  const failing = (part: keyof Request): Request =>
    new Proxy(list(), {
      get(target, name) {
        if (name === part) throw new Error("secret-of-the-host");
        const value: unknown = Reflect.get(target, name, target);
        return value;
      },
    });

  test.each<[string, readonly unknown[]]>([
    ["nothing", []],
    ["undefined", [undefined]],
    ["null", [null]],
    ["a text", ["http://host/v1/namespace/$/list"]],
    ["a URL", [new URL("http://host/v1/namespace/$/list")]],
    ["an empty object", [{}]],
    ["an object like a request with a broken URL", [{ method: "GET", url: "::", headers: new Headers() }]],
    ["headers that are none", [{ method: "GET", url: "http://host/", headers: 7 }]],
    ["a proxy that throws", [explosive, explosive]],
    ["a function", [() => undefined]],
    ["a symbol", [Symbol("request")]],
    ...(["method", "url", "headers", "body", "bodyUsed", "signal"] as const).map(
      (part): [string, unknown[]] => [`a getter of ${part} that throws`, [failing(part)]],
    ),
  ])("for %s: an opaque 500, and the reason is in the log", async (_, hostArguments) => {
    const entries: LogEntry[] = [];
    const handler = createNamespaceHandler(new MemoryNamespace(), { log: (entry) => entries.push(entry) });
    const response = await call(handler, ...hostArguments);
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: "Internal error", code: 18, instance: entries[0]?.instance },
    ]);
    expect(entries).toEqual([expect.objectContaining({ status: 500, level: "error" })]);
    expect(entries[0]?.error).toBeDefined();
  });

  test.each<[string, () => Promise<Request> | Request]>([
    ["was used", used],
    ["is locked", locked],
  ])("for a body that %s: 400 and what to do", async (_, make) => {
    const response = await createNamespaceHandler(new MemoryNamespace())(await make());
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 13, error: expect.stringContaining("before any body parser") },
    ]);
  });

  test("for a signal that is aborted, with any reason", async () => {
    const responses = [undefined, null, "reason", explosive, new Error("gone")].map(async (reason) => {
      const request = new Request("http://host/v1/namespace/$/list", { signal: AbortSignal.abort(reason) });
      return (await createNamespaceHandler(new MemoryNamespace())(request)).status;
    });
    expect(await Promise.all(responses)).toEqual([500, 500, 500, 500, 500]);
  });

  test("for any value that a namespace, a logger or a hook throws", async () => {
    const thrown: readonly unknown[] = [undefined, null, "text", explosive, Object.create(null)];
    const responses = thrown.flatMap((error) => {
      const fail = (): never => {
        throw error;
      };
      const stub = stubNamespace({ listNamespaces: fail });
      const stubs = [
        createNamespaceHandler(stub, { log: fail }),
        createNamespaceHandler(fail),
        createNamespaceHandler(new MemoryNamespace(), { authenticate: fail, log: fail }),
        createNamespaceHandler(new MemoryNamespace(), { authorize: fail }),
      ];
      return stubs.map(async (handler) => (await call(handler, list())).status);
    });
    expect(new Set(await Promise.all(responses))).toEqual(new Set([500]));
  });

  test("and handles a request of another class or realm", async () => {
    const handler = createNamespaceHandler(new MemoryNamespace());
    const pairs: unknown = runInNewContext("new Map([['x-tenant', 'a']])");
    const foreign = { method: "GET", url: "http://host/v1/namespace/$/list", headers: pairs };
    expect(await (await call(handler, foreign)).json()).toEqual({ namespaces: [] });
    const lazy = new Proxy(list(), { get: (target, name) => Reflect.get(target, name, target) as unknown });
    expect((await call(handler, lazy)).status).toBe(200);
  });
});
