import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

/** Bodies within the limit of their bytes, made of up to millions of parts: one such request kept all callers waiting for seconds. */

let held: TestKeys<"ann" | "bob">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "write", paths: [["team"]] }, bob: { role: "read" } });
  const root = join(folder, "catalog");
  const open = await startServer(["--root", root]);
  await mustSucceed(send(open.url, "/v1/namespace/team/create", { body: {} }));
  await mustSucceed(send(open.url, "/v1/table/t/create", { body: rows(1, 2) }));
  await open.end("SIGTERM");
  server = await startServer(["--root", root, "--api-key-file", held.file]);
});

afterAll(() => server.end("SIGKILL"));

function many(count: number, part: string | ((index: number) => string)): string {
  return Array.from({ length: count }, (_, index) => (typeof part === "string" ? part : part(index))).join();
}

function query(fields: string, headers: Record<string, string> = {}): Promise<HttpResponse> {
  const body = `{"k":1,"vector":{},${fields}}`;
  return send(server.url, "/v1/table/t/query", { key: held.keys.bob, body, headers });
}

describe("a reader's query is refused", () => {
  const should = (clauses: string): string =>
    `"full_text_query":{"structured_query":{"query":{"boolean":{"must":[],"must_not":[],"should":[${clauses}]}}}}`;

  it.each([
    ["empty objects", should(many(100_000, "{}")), "more than 100000 objects and arrays"],
    ["empty arrays", `"filter":[${many(100_000, "[]")}]`, "more than 100000 objects and arrays"],
    ["numbers", `"filter":[${many(2_000_001, "0")}]`, "more than 2000000 values"],
    [
      "columns",
      `"columns":{"column_names":[${many(10_001, (index) => `"a${index}"`)}]}`,
      "at most 10000 columns",
    ],
    [
      "computed columns",
      `"columns":{"column_aliases":{${many(10_001, (index) => `"a${index}":"1"`)}}}`,
      "at most 10000 columns",
    ],
    [
      "parts of a column",
      `"columns":{"column_names":["${"a.".repeat(5_000)}a","${"a.".repeat(5_000)}a"]}`,
      "at most 10000 columns",
    ],
    ["parts of a vector column", `"vector_column":"${"a.".repeat(10_001)}a"`, "at most 10000 columns"],
    ["parts of a branch", `"branch":"${"y/".repeat(200_000)}y"`, "at most 1024 characters"],
    [
      "characters in the columns of a text search",
      `"full_text_query":{"string_query":{"query":"a","columns":["${"a".repeat(65_536)}"]}}`,
      "65537 characters",
    ],
    [
      "columns of a text search",
      `"full_text_query":{"string_query":{"query":"a","columns":[${many(129, '"id"')}]}}`,
      "129 parts or columns; at most 128",
    ],
  ])("with too many %s", async (_, fields, message) => {
    const response = await query(fields);
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toContain(message);
  });

  it("with too many columns of a text search in the other dialect", async () => {
    const text = `{"query":{"multi_match":{"query":"a","columns":[${many(1_001, '"id"')}]}}}`;
    const response = await query(`"full_text_query":${text}`, { "user-agent": "LanceDB-Rust-Client/0.1" });
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toContain("at most 1000 are allowed");
  });

  it("and with as many parts as are allowed it runs", async () => {
    const vectors = `"vector":{"multi_vector":[${many(256, "[1,2]")}]}`;
    const body = `{"k":2,${vectors},"columns":{"column_names":["id","vector"]}}`;
    expect((await send(server.url, "/v1/table/t/query", { key: held.keys.bob, body })).status).toBe(200);
  });
});

it("a writer names no column of many parts", async () => {
  const body = { updates: [{ path: `${"a.".repeat(10_000)}a`, metadata: { a: "b" } }] };
  const response = await send(server.url, "/v1/table/team%24many/update_field_metadata", {
    key: held.keys.ann,
    body,
  });
  expect([response.status, response.code]).toEqual([400, 13]);
  expect(response.text).toContain("more than 10000 parts");
});

it.each(["branch", "tag"])("a reader describes no table at a %s of many parts", async (field) => {
  const body = { [field]: `${"y/".repeat(200_000)}y`, load_detailed_metadata: true };
  const response = await send(server.url, "/v1/table/t/describe", { key: held.keys.bob, body });
  expect([response.status, response.code]).toEqual([400, 13]);
  expect(response.text).toContain("at most 1024 characters");
});

/** Each process keeps them in memory, for all objects of the catalog. */
describe("a writer keeps no large properties in the catalog", () => {
  const properties = { note: "x".repeat(65_537) };

  it.each([
    ["/v1/namespace/team%24n/create", "/v1/namespace/team%24n/exists"],
    ["/v1/table/team%24t/declare", "/v1/table/team%24t/exists"],
  ])("%s", async (create, exists) => {
    const response = await send(server.url, create, { key: held.keys.ann, body: { properties } });
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toContain("at most 65536 characters");
    expect((await send(server.url, exists, { key: held.keys.ann })).status).toBe(404);
    const short = { properties: { note: "x".repeat(60_000) } };
    expect((await send(server.url, create, { key: held.keys.ann, body: short })).status).toBe(200);
  });
});
