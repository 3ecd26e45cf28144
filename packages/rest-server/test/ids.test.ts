import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, test, vi } from "vitest";
import { createNamespaceHandler, type HandlerOptions } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

/** Responds with the id that the namespace received. */
async function idOf(path: string, init: RequestInit = { method: "POST" }, options: HandlerOptions = {}) {
  let id: unknown;
  const remember = (request: { id: unknown }) => {
    ({ id } = request);
    return { tables: [], namespaces: [] };
  };
  const handler = createNamespaceHandler(
    stubNamespace({
      describeTable: remember,
      listTables: remember,
      describeNamespace: remember,
      listNamespaces: remember,
    }),
    options,
  );
  const response = await handler(new Request(`http://host${path}`, init));
  const body = (await response.json()) as { code?: number };
  return response.status === 200 ? id : { status: response.status, code: body.code };
}

const withBody = (id: unknown, extra: object = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify({ id, ...extra }),
});
const wrong = { status: 400, code: 13 };

describe("the id of a request", () => {
  test.each([
    ["/v1/table/a$b/describe", ["a", "b"]],
    ["/v1/table/a%24b/describe", ["a", "b"]],
    ["/v1/table/a%2Fb$c/describe", ["a/b", "c"]],
    ["/v1/table/a%252Fb/describe", ["a%2Fb"]],
    ["/v1/table/%C3%A9/describe", ["é"]],
    ["/v1/table/t/describe/", ["t"]],
    ["//v1/table/t/describe", ["t"]],
    ["//v1//table/t//describe//", ["t"]],
    ["/v1/table/a.b/describe?delimiter=.", ["a", "b"]],
    ["/v1/table/a::b/describe?delimiter=::", ["a", "b"]],
    ["/v1/table/a%2Fb/describe?delimiter=%2F", ["a", "b"]],
    ["/v1/namespace/$/describe", []],
    ["/v1/namespace/%24/describe", []],
    ["/v1/namespace/__delim__/describe?delimiter=__delim__", []],
    ["/v1/table/a+b/describe", ["a b"]],
    ["/v1/table/a%2Bb/describe", ["a+b"]],
    ["/v1/table/a%20b/describe", ["a b"]],
  ])("%s is %j", async (path, id) => {
    expect(await idOf(path)).toEqual(id);
  });

  test.each([
    ["an escape that is not UTF-8", "/v1/table/%E0%A4/describe"],
    ["half an escape", "/v1/table/%zz/describe"],
    ["an empty component", "/v1/table/a$$b/describe"],
    ["an empty delimiter", "/v1/table/a/describe?delimiter="],
    ["two delimiters", "/v1/table/a/describe?delimiter=.&delimiter=$"],
    ["too many components", `/v1/table/${"a$".repeat(1500)}b/describe`],
    ["a component longer than any", `/v1/table/${"a".repeat(20_000)}/describe`],
  ])("refuses %s", async (_, path) => {
    expect(await idOf(path)).toEqual(wrong);
  });

  test("is the body's when both are equal", async () => {
    expect(await idOf("/v1/table/a%24b/describe", withBody(["a", "b"]))).toEqual(["a", "b"]);
    expect(await idOf("/v1/table/a.b.c/describe?delimiter=.", withBody(["a", "b.c"]))).toEqual(["a", "b.c"]);
    expect(await idOf("/v1/namespace/%24/describe", withBody([]))).toEqual([]);
  });

  test("is split at each $ of the default delimiter, which no name contains", async () => {
    expect(await idOf("/v1/table/a%24b%24c/describe", withBody(["a$b$c"]))).toEqual(["a", "b", "c"]);
    expect(await idOf("/v1/table/a%24b%24c/describe", withBody(["a$b", "c"]))).toEqual(["a", "b", "c"]);
    expect(await idOf("/v1/table/a%24%24c/describe", withBody(["a$", "c"]))).toEqual(wrong);
    expect(await idOf("/v1/namespace/%24/describe", withBody(["$"]))).toEqual([]);
    expect(await idOf("/v1/table/a%24b/describe?delimiter=.", withBody(["a$b"]))).toEqual(["a$b"]);
    const long = Array.from({ length: 1001 }, () => "a").join("$");
    expect(await idOf(`/v1/table/${long}/describe`, withBody([long]))).toEqual(wrong);
  });

  test("is the body's where the path's plus could be a plus or a space", async () => {
    expect(await idOf("/v1/table/a+b/describe", withBody(["a+b"]))).toEqual(["a+b"]);
    expect(await idOf("/v1/table/a+b/describe", withBody(["a b"]))).toEqual(["a b"]);
  });

  test.each([
    [["a"]],
    [["a", "b", "c"]],
    [[]],
    [["a", "c"]],
    ["a$b"],
    [7],
    [["a", 7]],
    [Array.from({ length: 1001 }, () => "a")],
  ])("must not be %j in the body and a$b in the path", async (id) => {
    expect(await idOf("/v1/table/a%24b/describe", withBody(id))).toEqual(wrong);
  });

  test("has a plus in the remote dialect", async () => {
    const headers = { "user-agent": "LanceDB-Node-Client/0.39.0" };
    expect(await idOf("/v1/namespace/a+b/table/list", { headers })).toEqual(["a+b"]);
  });

  test("follows a base path", async () => {
    const options = { basePath: "/catalogs/main/" };
    expect(await idOf("/catalogs/main/v1/table/t/describe", undefined, options)).toEqual(["t"]);
    expect(await idOf("/catalogs//main//v1/table/t/describe", undefined, options)).toEqual(["t"]);
    expect(await idOf("/v1/table/t/describe", undefined, options)).toEqual({ status: 404, code: 0 });
    expect(await idOf("/catalogs/v1/table/t/describe", undefined, options)).toEqual({ status: 404, code: 0 });
  });
});

describe("routes", () => {
  const handler = createNamespaceHandler(new MemoryNamespace());

  test.each([
    "/",
    "/v1",
    "/v1/table/t",
    "/v1/table/t/unheard",
    "/v2/table/t/describe",
    "/v1/namespace//list",
    "/health/x",
  ])("%s leads nowhere", async (path) => {
    const response = await handler(new Request(`http://host${path}`));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "There is no such route.", code: 0 });
  });

  test.each([
    ["GET", "/v1/table/t/describe", "POST"],
    ["PUT", "/v1/table/t/describe", "POST"],
    ["DELETE", "/v1/namespace/n/list", "GET, POST"],
    ["POST", "/health", "GET"],
    ["OPTIONS", "/v1/table/t/describe", "POST"],
    ["HEAD", "/v1/table/t/describe", "POST"],
  ])("%s %s is 405 and Allow says %s", async (method, path, allow) => {
    const response = await handler(new Request(`http://host${path}`, { method }));
    expect({ status: response.status, allow: response.headers.get("allow") }).toEqual({ status: 405, allow });
    expect(await response.json()).toMatchObject({ code: 0 });
  });

  test("serves /health and /openapi.json beside the protocol", async () => {
    const health = await handler(new Request("http://host/health"));
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    const document = (await (await handler(new Request("http://host/openapi.json"))).json()) as {
      openapi: string;
    };
    expect(document.openapi).toMatch(/^3\.1/);
  });

  test("encodes /openapi.json once", async () => {
    const first = await (await handler(new Request("http://host/openapi.json"))).text();
    const stringify = vi.spyOn(JSON, "stringify");
    const second = await handler(new Request("http://host/openapi.json"));
    const calls = stringify.mock.calls.length;
    stringify.mockRestore();
    expect(calls).toBe(0);
    expect(await second.text()).toBe(first);
  });
});
