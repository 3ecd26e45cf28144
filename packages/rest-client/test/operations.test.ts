import type { Namespace } from "@lancetree/core";
import { expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { startServer } from "./support/server.ts";

const id = ["prod", "user"];
const data = new Uint8Array([1, 2, 3]);
const version = { version: 3, manifest_path: "m" };
const ns = "/v1/namespace/prod%24user";
const table = "/v1/table/prod%24user";
const q = "delimiter=%24";
const empty = Symbol("no body");

// name, request, where it goes, the body that arrives, the response, what the caller gets
const operations: [
  name: keyof Namespace,
  request: object,
  address: string,
  body: unknown,
  response?: unknown,
  result?: unknown,
][] = [
  ["createNamespace", { id, mode: "exist_ok" }, `POST ${ns}/create?${q}`, { id, mode: "ExistOk" }],
  [
    "listNamespaces",
    { id, page_token: "a b", limit: 5 },
    `GET ${ns}/list?page_token=a%20b&limit=5&${q}`,
    empty,
    { namespaces: [] },
  ],
  ["describeNamespace", { id }, `POST ${ns}/describe?${q}`, { id }],
  [
    "dropNamespace",
    { id, mode: "SKIP", behavior: "cascade" },
    `POST ${ns}/drop?${q}`,
    { id, mode: "Skip", behavior: "Cascade" },
  ],
  ["namespaceExists", { id }, `POST ${ns}/exists?${q}`, { id }, "", {}],
  [
    "listTables",
    { id, page_token: "", include_declared: false },
    `GET ${ns}/table/list?include_declared=false&${q}`,
    empty,
    { tables: ["t"] },
  ],
  ["listAllTables", { delimiter: "/", limit: null }, "GET /v1/table?delimiter=%2F", empty, { tables: [] }],
  [
    "registerTable",
    { id, location: "s3://b/t", mode: "overwrite" },
    `POST ${table}/register?${q}`,
    { id, location: "s3://b/t", mode: "Overwrite" },
  ],
  [
    "describeTable",
    { id, version: 2, with_table_uri: true, check_declared: false },
    `POST ${table}/describe?with_table_uri=true&check_declared=false&${q}`,
    { id, version: 2 },
  ],
  ["tableExists", { id }, `POST ${table}/exists?${q}`, { id }, "", {}],
  ["dropTable", { id }, `POST ${table}/drop?${q}`, empty],
  ["deregisterTable", { id }, `POST ${table}/deregister?${q}`, { id }],
  ["restoreTable", { id, version: 1 }, `POST ${table}/restore?${q}`, { id, version: 1 }],
  [
    "renameTable",
    { id, new_table_name: "n", new_namespace_id: ["x"] },
    `POST ${table}/rename?${q}`,
    { id, new_table_name: "n", new_namespace_id: ["x"] },
  ],
  [
    "updateTableSchemaMetadata",
    { id, branch: "b", metadata: { a: "1" } },
    `POST ${table}/schema_metadata/update?branch=b&${q}`,
    { a: "1" },
    { a: "1", b: "2" },
    { metadata: { a: "1", b: "2" } },
  ],
  [
    "listTableVersions",
    { id, descending: true, limit: 2 },
    `POST ${table}/version/list?limit=2&descending=true&${q}`,
    empty,
    { versions: [] },
  ],
  ["createTableVersion", { id, ...version }, `POST ${table}/version/create?${q}`, { id, ...version }],
  ["describeTableVersion", { id, version: 3 }, `POST ${table}/version/describe?${q}`, { id, version: 3 }],
  [
    "batchDeleteTableVersions",
    { id, ranges: [{ start_version: 0, end_version: -1 }] },
    `POST ${table}/version/delete?${q}`,
    { id, ranges: [{ start_version: 0, end_version: -1 }] },
  ],
  [
    "batchCreateTableVersions",
    { entries: [{ id, ...version }] },
    `POST /v1/table/version/batch-create?${q}`,
    { entries: [{ id, ...version }] },
  ],
  [
    "batchCommitTables",
    { operations: [{ declare_table: { id, identity: { api_key: "inner" }, context: { "header.a": "b" } } }] },
    `POST /v1/table/batch-commit?${q}`,
    { operations: [{ declare_table: { id } }] },
  ],
  [
    "alterTableAlterColumns",
    { id, alterations: [{ path: "a", rename: "b" }] },
    `POST ${table}/alter_columns?${q}`,
    { id, alterations: [{ path: "a", rename: "b" }] },
  ],
  [
    "updateFieldMetadata",
    { id, updates: [{ path: "a", metadata: { k: null } }] },
    `POST ${table}/update_field_metadata?${q}`,
    { id, updates: [{ path: "a", metadata: { k: null } }] },
  ],
  [
    "alterTableDropColumns",
    { id, columns: ["a"] },
    `POST ${table}/drop_columns?${q}`,
    { id, columns: ["a"] },
  ],
  ["getTableStats", { id }, `POST ${table}/stats?${q}`, { id }],
  [
    "insertIntoTable",
    { id, data, mode: "overwrite", branch: "b" },
    `POST ${table}/insert?branch=b&mode=Overwrite&${q}`,
    data,
  ],
  [
    "mergeInsertIntoTable",
    { id, data, on: ["a b", "c"], when_matched_update_all: true, use_index: false, timeout: "30s" },
    `POST ${table}/merge_insert?on=a%20b&on=c&when_matched_update_all=true&timeout=30s&use_index=false&${q}`,
    data,
  ],
  [
    "updateTable",
    { id, updates: [["a", "a + 1"]], predicate: null },
    `POST ${table}/update?${q}`,
    { id, updates: [["a", "a + 1"]], predicate: null },
  ],
  ["deleteFromTable", { id, predicate: "a = 1" }, `POST ${table}/delete?${q}`, { id, predicate: "a = 1" }],
  [
    "queryTable",
    { id, k: 3, filter: "a > 1" },
    `POST ${table}/query?${q}`,
    { id, k: 3, filter: "a > 1" },
    "rows",
    { data: expect.anything() },
  ],
  [
    "countTableRows",
    { id, predicate: "a" },
    `POST ${table}/count_rows?${q}`,
    { id, predicate: "a" },
    "7",
    { count: 7n },
  ],
  [
    "createTable",
    { id, data, mode: "Exist_Ok", properties: { a: "ü" }, storage_options: { r: "1" } },
    `POST ${table}/create?mode=ExistOk&properties=${encodeURIComponent('{"a":"ü"}')}&storage_options=${encodeURIComponent('{"r":"1"}')}&${q}`,
    data,
  ],
  [
    "explainTableQueryPlan",
    { id, query: { id, k: 1, identity: { auth_token: "inner" } }, verbose: true },
    `POST ${table}/explain_plan?${q}`,
    { id, query: { id, k: 1 }, verbose: true },
    '"Scan"',
    { plan: "Scan" },
  ],
  [
    "analyzeTableQueryPlan",
    { id, k: 1 },
    `POST ${table}/analyze_plan?${q}`,
    { id, k: 1 },
    "Scan: 3 ms",
    { analysis: "Scan: 3 ms" },
  ],
  [
    "alterTableAddColumns",
    { id, new_columns: [{ name: "a", expression: "1" }] },
    `POST ${table}/add_columns?${q}`,
    { id, new_columns: [{ name: "a", expression: "1" }] },
  ],
  [
    "alterTableBackfillColumns",
    { id, column: "a" },
    `POST ${table}/backfill_column?${q}`,
    { id, column: "a" },
  ],
  ["refreshMaterializedView", { id }, `POST /v1/materialized_view/prod%24user/refresh?${q}`, { id }],
  [
    "createMaterializedView",
    { id, kind: "query", source_query: "s", output_schema: "o" },
    `POST /v1/materialized_view/prod%24user/create?${q}`,
    { id, kind: "query", source_query: "s", output_schema: "o" },
  ],
  [
    "createTableIndex",
    { id, column: "a", index_type: "BTREE" },
    `POST ${table}/create_index?${q}`,
    { id, column: "a", index_type: "BTREE" },
  ],
  [
    "createTableScalarIndex",
    { id, column: "a", index_type: "BTREE" },
    `POST ${table}/create_scalar_index?${q}`,
    { id, column: "a", index_type: "BTREE" },
  ],
  [
    "listTableIndices",
    { id, limit: 1, page_token: "x" },
    `POST ${table}/index/list?${q}`,
    { id, limit: 1, page_token: "x" },
    { indexes: [] },
  ],
  [
    "describeTableIndexStats",
    { id, index_name: "a/b c" },
    `POST ${table}/index/a%2Fb%20c/stats?${q}`,
    { id, index_name: "a/b c" },
  ],
  ["dropTableIndex", { id, index_name: "i", branch: "b" }, `POST ${table}/index/i/drop?branch=b&${q}`, empty],
  ["listTableTags", { id, limit: 4 }, `POST ${table}/tags/list?limit=4&${q}`, empty, { tags: {} }],
  ["getTableTagVersion", { id, tag: "v" }, `POST ${table}/tags/version?${q}`, { id, tag: "v" }],
  ["declareTable", { id, properties: {} }, `POST ${table}/declare?${q}`, { id, properties: {} }],
  [
    "createTableTag",
    { id, tag: "v", version: 1 },
    `POST ${table}/tags/create?${q}`,
    { id, tag: "v", version: 1 },
  ],
  ["deleteTableTag", { id, tag: "v" }, `POST ${table}/tags/delete?${q}`, { id, tag: "v" }],
  [
    "updateTableTag",
    { id, tag: "v", version: 1 },
    `POST ${table}/tags/update?${q}`,
    { id, tag: "v", version: 1 },
  ],
  [
    "listTableBranches",
    { id, page_token: "t" },
    `POST ${table}/branches/list?page_token=t&${q}`,
    empty,
    { branches: {} },
  ],
  ["createTableBranch", { id, name: "b" }, `POST ${table}/branches/create?${q}`, { id, name: "b" }],
  ["deleteTableBranch", { id, name: "b" }, `POST ${table}/branches/delete?${q}`, { id, name: "b" }],
  ["describeTransaction", { id }, `POST /v1/transaction/prod%24user/describe?${q}`, { id }],
  [
    "alterTransaction",
    { id, actions: [{ setStatusAction: { status: "Failed" } }] },
    `POST /v1/transaction/prod%24user/alter?${q}`,
    { id, actions: [{ setStatusAction: { status: "Failed" } }] },
  ],
];

it("are 54", () => {
  expect(new Set(operations.map(([name]) => name)).size).toBe(54);
});

it.each(operations)(
  "%s travels as the protocol says",
  async (name, request, address, body, response, result) => {
    const server = await startServer({ body: response ?? { done: true } });
    const namespace = new RestNamespace({ uri: server.url });
    const call = namespace[name] as (request: object) => Promise<unknown>;
    const returned = await call.call(namespace, request);
    const [arrived] = server.arrived;
    expect(`${arrived?.method} ${arrived?.url}`).toBe(address);
    expect(returned).toEqual(result ?? response ?? { done: true });
    expect({ type: arrived?.headers["content-type"], bytes: arrived?.body.toString() }).toEqual(asSent(body));
  },
);

function asSent(body: unknown): { type: string | undefined; bytes: string } {
  if (body === empty) return { type: undefined, bytes: "" };
  return body instanceof Uint8Array
    ? { type: "application/vnd.apache.arrow.stream", bytes: Buffer.from(body).toString() }
    : { type: "application/json", bytes: JSON.stringify(body) };
}
