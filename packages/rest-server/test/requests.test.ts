import { UnsupportedError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, test } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

const results: Record<string, unknown> = {
  countTableRows: { count: 9_007_199_254_740_993n },
  explainTableQueryPlan: { plan: 'a "plan"' },
  analyzeTableQueryPlan: { analysis: "analysis" },
  updateTableSchemaMetadata: { metadata: { b: "2" } },
  tableExists: {},
  namespaceExists: {},
  alterTableBackfillColumns: { job_id: "j" },
  refreshMaterializedView: { job_id: "j" },
  createMaterializedView: { version: 1 },
  listTableTags: { tags: {} },
  listTableVersions: { versions: [] },
  listTableIndices: { indexes: [] },
  listTableBranches: { branches: {} },
  describeTableIndexStats: {},
  getTableStats: {},
  dropTable: {},
  dropTableIndex: {},
  describeTable: {},
  createNamespace: {},
  updateTable: { updated_rows: 0, version: 1 },
  mergeInsertIntoTable: {},
  queryTable: undefined,
  batchCommitTables: { results: [] },
  updateFieldMetadata: { version: 1 },
};

/** Sends one request and returns what the namespace received and the response. */
async function send(path: string, init: RequestInit = {}) {
  const seen: { operation?: string; request?: Record<string, unknown> } = {};
  const operations = Object.keys(results).map((operation) => [
    operation,
    (request: Record<string, unknown>) => {
      const { context: _, ...rest } = request;
      Object.assign(seen, { operation, request: rest });
      return results[operation];
    },
  ]);
  const handler = createNamespaceHandler(stubNamespace(Object.fromEntries(operations)));
  const response = await handler(new Request(`http://host/v1${path}`, init));
  const text = await response.text();
  return { ...seen, status: response.status, text, type: response.headers.get("content-type") };
}

const post = (body?: unknown): RequestInit => ({
  method: "POST",
  ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
});

describe("responses", () => {
  test.each([
    ["/table/t/count_rows", {}, 200, "9007199254740993"],
    ["/table/t/explain_plan", { query: { k: 1 } }, 200, '"a \\"plan\\""'],
    ["/table/t/analyze_plan", { k: 1 }, 200, '"analysis"'],
    ["/table/t/schema_metadata/update", { a: "1" }, 200, '{"b":"2"}'],
    ["/table/t/backfill_column", { column: "c" }, 202, '{"job_id":"j"}'],
    ["/materialized_view/v/refresh", undefined, 202, '{"job_id":"j"}'],
    [
      "/materialized_view/v/create",
      { kind: "query", source_query: "q", output_schema: "s" },
      201,
      '{"version":1}',
    ],
  ])("%s has a bare body and its own status", async (path, body, status, text) => {
    expect(await send(path, post(body))).toMatchObject({ status, text, type: "application/json" });
  });

  test.each(["/table/t/exists", "/namespace/n/exists"])("%s is 200 without a body", async (path) => {
    expect(await send(path, post({}))).toMatchObject({ status: 200, text: "" });
  });

  test("are 406 for Unsupported", async () => {
    const handler = createNamespaceHandler(
      stubNamespace({
        dropTable: () => {
          throw new UnsupportedError("No.");
        },
      }),
    );
    const response = await handler(new Request("http://host/v1/table/t/drop", { method: "POST" }));
    expect([response.status, await response.json()]).toEqual([406, { error: "No.", code: 0 }]);
  });

  test("have headers from the result's context, except reserved ones", async () => {
    const context = {
      "header.x-cost": "3",
      "headers.x-old": "4",
      "header.set-cookie": "a=b",
      "header.content-length": "1",
      "header.x-bad": "a\r\nb",
      note: "n",
    };
    const handler = createNamespaceHandler(stubNamespace({ dropTable: () => ({ context }) }));
    const { headers } = await handler(new Request("http://host/v1/table/t/drop", { method: "POST" }));
    expect([
      headers.get("x-cost"),
      headers.get("x-old"),
      headers.get("set-cookie"),
      headers.get("x-bad"),
    ]).toEqual(["3", "4", null, null]);
  });
});

describe("operations that clients GET or POST", () => {
  test.each([
    ["/table/t/count_rows", "countTableRows"],
    ["/table/t/tags/list", "listTableTags"],
    ["/table/t/stats", "getTableStats"],
    ["/table/t/index/i/stats", "describeTableIndexStats"],
    ["/table/t/index/list", "listTableIndices"],
    ["/table/t/version/list", "listTableVersions"],
    ["/table/t/branches/list", "listTableBranches"],
  ])("GET and POST %s are the same", async (path, operation) => {
    const got = await send(path);
    expect(got).toMatchObject({ operation, status: 200 });
    expect(await send(path, post())).toEqual(got);
    expect(await send(path, post({ id: ["t"] }))).toEqual(got);
  });
});

test("a table is declared by the former path as well", async () => {
  const handler = createNamespaceHandler(new MemoryNamespace());
  const declare = (path: string): Promise<Response> =>
    handler(new Request(`http://host/v1${path}`, post({ properties: { a: "1" } })));
  const former = await declare("/table/t/create-empty");
  expect([former.status, await former.json()]).toEqual([
    200,
    expect.objectContaining({ properties: { a: "1" } }),
  ]);
  expect((await declare("/table/t/declare")).status).toBe(409);
  expect((await handler(new Request("http://host/v1/table/t/create-empty"))).status).toBe(405);
});

describe("bodies", () => {
  test.each([
    ["nothing", undefined],
    ["an empty text", ""],
    ["null", "null"],
    ["spaces", " \n"],
    ["an object", "{}"],
  ])("%s counts as a missing body", async (_, body) => {
    expect(await send("/table/t/describe", post(body))).toMatchObject({
      status: 200,
      request: { id: ["t"] },
    });
    expect(await send("/table/t/version/list?limit=5", post(body))).toMatchObject({
      request: { id: ["t"], limit: 5 },
    });
  });

  test("may come with any Content-Type, or none", async () => {
    for (const type of ["text/plain", "application/octet-stream", "x"]) {
      const init = { ...post({ branch: "b" }), headers: { "content-type": type } };
      // oxlint-disable-next-line no-await-in-loop
      expect((await send("/table/t/describe", init)).request).toMatchObject({ branch: "b" });
    }
  });

  test("lose nulls without a meaning, including those of unknown fields", async () => {
    const body = '{"unknown":null,"version":null,"__proto__":null,"tag":"v1"}';
    const { request } = await send("/table/t/describe", post(body));
    expect(request).toEqual({ id: ["t"], tag: "v1" });
    expect(Object.getPrototypeOf(request)).toBe(Object.prototype);
  });

  test("keep nulls with a meaning", async () => {
    const updates = [{ path: "a", metadata: { gone: null, kept: "1" } }];
    const { request } = await send("/table/t/update_field_metadata", post({ updates }));
    expect(request).toEqual({ id: ["t"], updates });
  });

  test("are read for operations without a body in the protocol", async () => {
    expect(
      (await send("/table/t/index/i/drop", post({ id: ["t"], index_name: "i", branch: "b" }))).request,
    ).toEqual({
      id: ["t"],
      index_name: "i",
      branch: "b",
    });
    expect((await send("/table/t/tags/list", post({ limit: 3 }))).request).toMatchObject({ limit: 3 });
  });

  test("are overridden by the query", async () => {
    const { request } = await send("/table/t/describe?with_table_uri=True", post({ with_table_uri: false }));
    expect(request).toMatchObject({ with_table_uri: true });
  });

  test.each([
    ["malformed JSON", "/table/t/describe", "{"],
    ["a body that is not an object", "/table/t/describe", "[]"],
    ["a string", "/table/t/describe", '"x"'],
    ["a wrong type", "/table/t/describe", '{"version":"1"}'],
    ["a fraction for a version", "/table/t/describe", '{"version":1.5}'],
    ["a version beyond exact numbers", "/table/t/describe", '{"version":9007199254740993}'],
    ["a negative version", "/table/t/describe", '{"version":-1}'],
    ["an integer beyond int32", "/table/t/query", '{"k":1,"refine_factor":2147483648}'],
    ["a missing field", "/table/t/update", "{}"],
    ["a pair of three", "/table/t/update", '{"updates":[["a","b","c"]]}'],
    ["an empty name", "/table/t/backfill_column", '{"column":""}'],
    ["an unknown kind", "/materialized_view/v/create", '{"kind":"x","source_query":"q","output_schema":"s"}'],
    ["a vector of strings", "/table/t/query", '{"k":1,"vector":{"single_vector":["a"]}}'],
    ["metadata that is not a string", "/table/t/schema_metadata/update", '{"a":1}'],
    ["properties that are a list", "/namespace/n/create", '{"properties":["a"]}'],
    ["another index in the path", "/table/t/index/i/drop", '{"index_name":"j"}'],
    ["bytes that are not UTF-8", "/table/t/describe", "\u0000"],
    ["deeply nested JSON", "/table/t/describe", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "a deeply nested query",
      "/table/t/query",
      `{"k":1,"full_text_query":${'{"boolean":'.repeat(500)}1${"}".repeat(500)}}`,
    ],
    [
      "an id of a million components",
      "/table/t/describe",
      JSON.stringify({ id: Array.from({ length: 1_000_000 }, () => "a") }),
    ],
  ])("refuses %s", async (_, path, body) => {
    const { status, text, operation } = await send(path, post(body));
    expect([status, JSON.parse(text).code, operation]).toEqual([400, 13, undefined]);
  });

  test("refuses a number above the maximum of its field, and names the maximum", async () => {
    const query = (fuzziness: number): string =>
      `{"k":1,"full_text_query":{"structured_query":{"query":{"match":{"terms":"a","fuzziness":${fuzziness}}}}}}`;
    const { status, text } = await send("/table/t/query", post(query(3)));
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        code: 13,
        error:
          "The field full_text_query.structured_query.query.match.fuzziness must be an integer of at most 2.",
      },
    ]);
    expect((await send("/table/t/query", post(query(2)))).operation).toBe("queryTable");
  });

  test.each([
    ["limit=x", "/table/t/version/list?limit=x"],
    ["limit=1.5", "/table/t/version/list?limit=1.5"],
    ["descending=yes", "/table/t/version/list?descending=yes"],
    ["two limits", "/table/t/version/list?limit=1&limit=2"],
    ["an empty column to merge on", "/table/t/merge_insert?on="],
  ])("refuses %s", async (_, path) => {
    expect(await send(path, post(""))).toMatchObject({ status: 400 });
  });

  test("reads parameters of every type", async () => {
    const path = "/table/t/merge_insert?on=a&on=b&when_matched_update_all=TRUE&timeout=3s&use_index=false";
    expect((await send(path, post("x"))).request).toMatchObject({
      on: ["a", "b"],
      when_matched_update_all: true,
      timeout: "3s",
      use_index: false,
    });
    expect((await send("/table/t/version/list?page_token=&limit=", post())).request).toEqual({
      id: ["t"],
      page_token: "",
    });
  });
});

describe("the credentials and the context of the headers", () => {
  test("override those of the body", async () => {
    let seen: Record<string, unknown> = {};
    const handler = createNamespaceHandler(
      stubNamespace({
        describeTable: (request: Record<string, unknown>) => {
          seen = request;
          return {};
        },
      }),
    );
    await handler(
      new Request("http://host/v1/table/t/describe", {
        method: "POST",
        headers: {
          "x-api-key": "k",
          authorization: "bearer tok",
          "x-tenant": "a",
          "x-both": "header",
          cookie: "c",
        },
        body: JSON.stringify({
          identity: { api_key: "no", auth_token: "no" },
          context: {
            "header.x-both": "body",
            "header.Authorization": "smuggled",
            "headers.host": "h",
            kept: "1",
          },
        }),
      }),
    );
    expect(seen["identity"]).toEqual({ api_key: "k", auth_token: "tok" });
    expect(seen["context"]).toEqual({ kept: "1", "header.x-both": "header", "header.x-tenant": "a" });
  });
});

describe("a real catalog", () => {
  test("accepts every spelling of modes, including quoted ones", async () => {
    const handler = createNamespaceHandler(new MemoryNamespace());
    const create = (mode: string) =>
      handler(
        new Request("http://host/v1/namespace/n/create", { method: "POST", body: JSON.stringify({ mode }) }),
      );
    const statuses: number[] = [];
    for (const mode of ['"Create"', "exist_ok", "ExistOk", '"overwrite"', "Create", "sideways"]) {
      // oxlint-disable-next-line no-await-in-loop
      statuses.push((await create(mode)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 409, 400]);
  });
});
