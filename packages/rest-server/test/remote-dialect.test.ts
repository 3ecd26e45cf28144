import { describe, expect, test } from "vitest";
import { dialectOf } from "../src/dialects/dialect.ts";
import { toRemoteError } from "../src/dialects/remote/errors.ts";
import { toProtocolBody, toRemoteResult } from "../src/dialects/remote/index.ts";
import { remoteTimeout, remoteTimeoutError } from "../src/dialects/remote/timeout.ts";
import { httpDetailsOf } from "../src/http-errors.ts";
import { createNamespaceHandler } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

const field = (name: string, type: object) => ({ name, nullable: true, type });

describe("detecting the dialect", () => {
  const of = (headers: Record<string, string>, target = "/v1/table/t/describe") =>
    dialectOf(new Headers(headers), new URL(target, "http://host"));

  test.each([
    ["remote", { "user-agent": "LanceDB-Node-Client/0.39.0" }, undefined],
    ["remote", { "user-agent": "LanceDB-Rust-Client/0.31.0" }, undefined],
    ["remote", { "user-agent": "LanceDB-Python-Client/0.40.0" }, "/v1/namespace/a/create?delimiter=."],
    ["remote", { "x-lancedb-min-version": "3" }, undefined],
    ["remote", { "x-lancedb-min-read-version": "3" }, undefined],
    // A program may name itself in the User-Agent; no other client ends its paths in a slash.
    ["remote", { "user-agent": "mine", "x-lancedb-database": "db" }, "/v1/table/t/describe/"],
    ["remote", { "user-agent": "mine", "x-lancedb-database": "db" }, "/base/v1/table/?limit=10"],
    ["namespace", {}, undefined],
    ["namespace", {}, "/v1/table/t/describe/"],
    // Clients of a federation say with this header which database they mean.
    ["namespace", { "x-lancedb-database": "db" }, undefined],
    ["namespace", { "x-lancedb-database": "db" }, "/v1/table/t/describe?delimiter=."],
    ["namespace", { "x-lancedb-database": "db", "x-lancedb-database-prefix": "a/b" }, undefined],
    ["namespace", { "x-lancedb-user-id": "me" }, undefined],
    ["namespace", { "user-agent": "node" }, undefined],
    ["namespace", { "x-lancedb-min-timestamp": "2026-01-01T00:00:00Z" }, undefined],
    ["namespace", { "user-agent": "not LanceDB-Node-Client/1" }, undefined],
    // A namespace client of a remote connection: its headers, and the delimiter that the remote client never sends.
    [
      "namespace",
      { "user-agent": "LanceDB-Node-Client/0.39.0", "x-lancedb-database": "db" },
      "/v1/table/t/describe?delimiter=%24",
    ],
  ])("%s: %j %s", (dialect, headers, target) => {
    expect(of({ ...headers }, target)).toBe(dialect);
  });

  test("reads the client's time limit", () => {
    const limit = (value: string) => remoteTimeout(new Headers({ "x-request-timeout-ms": value }));
    expect([
      limit("1500"),
      limit("0"),
      limit("x"),
      limit("-1"),
      limit("1e99"),
      remoteTimeout(new Headers()),
    ]).toEqual([1500, 0, undefined, undefined, undefined, undefined]);
  });
});

test.each([
  ["queryTable", /^Query timeout/],
  ["mergeInsertIntoTable", /^merge insert timed out/],
  ["countTableRows", /^The operation took longer than 5 ms/],
] as const)("a %s that is late says so as LanceDB does", (operation, words) => {
  const error = remoteTimeoutError(5, operation);
  expect(error).toMatchObject({ code: 17, message: expect.stringMatching(words) });
  expect(httpDetailsOf(error)).toEqual({ status: 408 });
});

describe("requests", () => {
  test.each([
    ["a scan without a limit", { k: 2 ** 63, vector: [] }, { k: 2_147_483_647, vector: null }],
    ["a vector", { k: 1, vector: [1, 2] }, { k: 1, vector: { single_vector: [1, 2] } }],
    ["vectors", { k: 1, vector: [[1], [2]] }, { k: 1, vector: { multi_vector: [[1], [2]] } }],
    ["columns", { k: 1, columns: ["a"] }, { k: 1, columns: { column_names: ["a"] } }],
    ["aliases", { k: 1, columns: { a: "b" } }, { k: 1, columns: { column_aliases: { a: "b" } } }],
    ["no limit at all", {}, { k: 2_147_483_647 }],
    [
      "a text",
      { k: 1, full_text_query: { query: "x", columns: ["c"] } },
      { k: 1, full_text_query: { string_query: { query: "x", columns: ["c"] } } },
    ],
    [
      "a structured text",
      { k: 1, full_text_query: { query: { match: { terms: "x" } } } },
      { k: 1, full_text_query: { structured_query: { query: { match: { terms: "x" } } } } },
    ],
    [
      "a text over several columns, inside others",
      {
        k: 1,
        full_text_query: {
          query: {
            boolean: {
              must: [
                {
                  boost: {
                    positive: { multi_match: { query: "x", columns: ["a", "b"], boost: [1, 2] } },
                    negative: {},
                  },
                },
              ],
            },
          },
        },
      },
      {
        k: 1,
        full_text_query: {
          structured_query: {
            query: {
              boolean: {
                must: [
                  {
                    boost: {
                      positive: {
                        multi_match: {
                          match_queries: [
                            { terms: "x", column: "a", boost: 1, operator: null },
                            { terms: "x", column: "b", boost: 2, operator: null },
                          ],
                        },
                      },
                      negative: {},
                    },
                  },
                ],
              },
            },
          },
        },
      },
    ],
  ])("queryTable: %s", (_, sent, expected) => {
    expect(toProtocolBody("queryTable", sent)).toEqual(expected);
    expect(toProtocolBody("analyzeTableQueryPlan", sent)).toEqual(expected);
    expect(toProtocolBody("explainTableQueryPlan", { verbose: true, query: sent })).toEqual({
      verbose: true,
      query: expected,
    });
  });

  test("describeTable asks for what the client needs, and for no credentials", () => {
    const expected = { load_detailed_metadata: true, vend_credentials: false };
    expect(toProtocolBody("describeTable", undefined)).toEqual(expected);
    expect(toProtocolBody("describeTable", { version: 3 })).toEqual({ version: 3, ...expected });
  });

  test("mergeInsertIntoTable uses an index unless the request forbids it", () => {
    expect(toProtocolBody("mergeInsertIntoTable", undefined)).toEqual({ use_index: true });
  });

  describe.each(["createTableIndex", "createTableScalarIndex"] as const)("%s", (operation) => {
    test("renames the metric to a distance type, and replaces unless the request forbids it", () => {
      expect(toProtocolBody(operation, { column: "v", metric_type: "l2" })).toEqual({
        column: "v",
        distance_type: "l2",
        replace: true,
      });
      expect(toProtocolBody(operation, { column: "v" })).toEqual({ column: "v", replace: true });
      expect(toProtocolBody(operation, { column: "v", replace: null })).toEqual({
        column: "v",
        replace: true,
      });
      expect(toProtocolBody(operation, { column: "v", replace: false })).toEqual({
        column: "v",
        replace: false,
      });
    });

    test("leaves out options with default values, and names those that LanceDB for JavaScript lacks", () => {
      const silent = { lance_tokenizer: null, index_operators: false, split_identifiers: false };
      expect(toProtocolBody(operation, { column: "s", block_size: 256, ...silent })).toEqual({
        column: "s",
        block_size: 256,
        replace: true,
      });
      expect(() => toProtocolBody(operation, { column: "s", index_operators: true })).toThrow(
        expect.objectContaining({ code: 0, message: expect.stringContaining("index_operators") }),
      );
    });
  });

  test("renameTable renames the field of the new namespace", () => {
    expect(toProtocolBody("renameTable", { new_table_name: "u", new_namespace: ["n"] })).toEqual({
      new_table_name: "u",
      new_namespace_id: ["n"],
    });
  });

  test("leaves other operations and fields unchanged", () => {
    expect(toProtocolBody("createTableTag", { tag: "t" })).toEqual({ tag: "t" });
    expect(toProtocolBody("queryTable", [1])).toEqual([1]);
    expect(toProtocolBody("queryTable", { full_text_query: 7, vector: "x" })).toMatchObject({
      full_text_query: 7,
      vector: "x",
    });
  });
});

describe("results", () => {
  test("describeTable has version, schema and location, and nothing that opens storage", () => {
    const result = {
      version: 2,
      location: "here",
      storage_options: { secret: "s" },
      properties: {},
      schema: { fields: [field("a", { type: "utf8" })] },
    };
    expect(toRemoteResult("describeTable", result)).toEqual({
      version: 2,
      location: "here",
      schema: { fields: [field("a", { type: "string" })] },
    });
  });

  test.each([
    ["declared", { is_only_declared: true, version: 1, schema: { fields: [] } }],
    ["without version", { schema: { fields: [] } }],
    ["without schema", { version: 1 }],
  ])("describeTable of a table that is %s is TableNotFound", (_, result) => {
    expect(() => toRemoteResult("describeTable", result)).toThrow(expect.objectContaining({ code: 4 }));
  });

  test.each([
    ["updateTable", { updated_rows: 3, version: 2 }, { rows_updated: 3, version: 2 }],
    [
      "mergeInsertIntoTable",
      { num_inserted_rows: 1 },
      { num_inserted_rows: 1, num_updated_rows: 0, num_deleted_rows: 0, num_rows: 1, version: 0 },
    ],
    [
      "mergeInsertIntoTable",
      { num_inserted_rows: 1, num_updated_rows: 2, num_deleted_rows: 4, num_attempts: 3, version: 5 },
      {
        num_inserted_rows: 1,
        num_updated_rows: 2,
        num_deleted_rows: 4,
        num_attempts: 3,
        num_rows: 3,
        version: 5,
      },
    ],
    [
      "listTableTags",
      { tags: { a: { version: 1, manifestSize: 2 } } },
      { a: { version: 1, manifestSize: 2 } },
    ],
    ["listTableTags", {}, {}],
    ["describeTableIndexStats", {}, { num_indexed_rows: 0, num_unindexed_rows: 0, index_type: "UNKNOWN" }],
    [
      "listTableIndices",
      { indexes: [{ index_name: "i" }] },
      { indexes: [{ index_name: "i", index_type: "UNKNOWN" }] },
    ],
    ["createTable", { location: "l", storage_options: { secret: "s" } }, { location: "l" }],
    [
      "listTableVersions",
      { versions: [{ version: 1, timestamp_millis: 1000 }, { version: 2 }] },
      {
        versions: [
          { version: 1, timestamp_millis: 1000, timestamp: "1970-01-01T00:00:01.000Z", metadata: {} },
          { version: 2, timestamp_millis: 0, timestamp: "1970-01-01T00:00:00.000Z", metadata: {} },
        ],
      },
    ],
    ["dropTable", { id: ["t"] }, { id: ["t"] }],
  ] as const)("%s: %j", (operation, result, expected) => {
    expect(toRemoteResult(operation, result)).toEqual(expected);
  });
});

describe("failures", () => {
  test.each([
    [5, 409, "Table t already exists.", 400, "Table t already exists."],
    [5, 409, "Taken.", 400, "Taken. (already exists)"],
    [7, 409, "m", 400, "m"],
    [9, 409, "m", 400, "m"],
    [19, 409, "m", 400, "m"],
    [14, 409, "m", 409, "m"],
    [23, 409, "m", 409, "m"],
    [1, 404, "m", 404, "m"],
    [4, 404, "m", 404, "m"],
    // What is missing in a table does not make the table missing.
    [8, 404, "m", 400, "m"],
    [10, 404, "m", 400, "m"],
    [11, 404, "m", 400, "m"],
    [12, 404, "m", 400, "m"],
    [22, 404, "m", 400, "m"],
    [6, 404, "m", 400, "m"],
    [0, 404, "There is no such route.", 406, "There is no such route."],
  ])("code %i at %i: %s", (code, status, error, expectedStatus, expectedError) => {
    expect(toRemoteError(status, { code, error }, "queryTable")).toEqual({
      status: expectedStatus,
      body: { code, error: expectedError },
    });
  });

  test.each(["describeTableIndexStats", "dropTableIndex"] as const)(
    "%s reports a missing index",
    (operation) => {
      expect(toRemoteError(404, { code: 6, error: "m" }, operation).status).toBe(404);
      expect(toRemoteError(404, { code: 11, error: "m" }, operation).status).toBe(400);
    },
  );
});

describe("the handler", () => {
  const headers = { "user-agent": "LanceDB-Node-Client/0.39.0" };

  test("lists the root's names at /v1/table/, and identifiers only in the other dialect", async () => {
    const handler = createNamespaceHandler(
      stubNamespace({
        listTables: ({ id, limit }: { id: unknown; limit: unknown }) => ({
          tables: [JSON.stringify([id, limit])],
        }),
        listAllTables: ({ delimiter }: { delimiter: string }) => ({ tables: [delimiter] }),
      }),
    );
    const list = async (init: RequestInit, query: string) =>
      (
        (await (await handler(new Request(`http://host/v1/table/?${query}`, init))).json()) as {
          tables: string[];
        }
      ).tables;
    expect(await list({ headers }, "limit=5")).toEqual(["[[],5]"]);
    expect(await list({ headers }, "delimiter=.")).toEqual(["[[],null]"]);
    expect(await list({}, "delimiter=.")).toEqual(["."]);
  });

  test("sends the version of the service to remote clients only", async () => {
    const handler = createNamespaceHandler(stubNamespace({ dropTable: () => ({}) }));
    const send = (init: RequestInit) =>
      handler(new Request("http://host/v1/table/t/drop/", { method: "POST", ...init }));
    expect((await send({ headers })).headers.get("phalanx-version")).toBe("0.3.0");
    expect((await send({})).headers.get("phalanx-version")).toBeNull();
  });

  test.each([
    "table/t/index/s_idx/prewarm/",
    "table/t/page_cache/prewarm/",
    "table/t/branches/diff/",
    "table/t/get_lsm_write_spec/",
    "jobs/describe",
    "jobs/cancel",
    "functions/get",
    "view/list",
  ])("a remote client does not take the unknown route %s for a missing object", async (path) => {
    const handler = createNamespaceHandler(stubNamespace({}));
    const response = await handler(new Request(`http://host/v1/${path}`, { method: "POST", headers }));
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ code: 0, error: "There is no such route." });
  });

  test.each([
    ["20", "mergeInsertIntoTable", "merge_insert/?on=id"],
    ["20", "queryTable", "query/"],
    // No time at all: nothing is begun.
    ["0", undefined, "merge_insert/?on=id"],
    ["0", undefined, "query/"],
  ])("gives up after the client's %s ms, and the client does not repeat it", async (limit, called, path) => {
    const calls: string[] = [];
    const never = (name: string) => () => {
      calls.push(name);
      return new Promise(() => undefined);
    };
    const handler = createNamespaceHandler(
      stubNamespace({
        queryTable: never("queryTable"),
        mergeInsertIntoTable: never("mergeInsertIntoTable"),
      }),
    );
    const response = await handler(
      new Request(`http://host/v1/table/t/${path}`, {
        method: "POST",
        headers: { ...headers, "x-request-timeout-ms": limit },
        body: '{"k":1,"vector":[]}',
      }),
    );
    expect(response.status).toBe(408);
    // Programs look for what LanceDB says of a merge.
    const words = path.startsWith("merge")
      ? `merge insert timed out after ${limit} ms`
      : `longer than ${limit} ms`;
    expect(await response.json()).toMatchObject({ code: 17, error: expect.stringContaining(words) });
    expect(calls).toEqual(called === undefined ? [] : [called]);
  });
});
