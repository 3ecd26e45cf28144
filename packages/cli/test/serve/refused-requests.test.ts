/** What a call does not use, or cannot mean, the installed server refuses, and no row and no name changes. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let server: ServerProcess;

const ask = (path: string, body?: unknown, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { ...(body !== undefined && { body }), ...sent });

beforeAll(async () => {
  server = await startServer(["--root", join(await testFolder(), "catalog")]);
  await mustSucceed(ask("/v1/table/t/create", rows(1, 2)));
});

afterAll(async () => {
  await server.end("SIGKILL");
});

const updates = [["id", "7"]];

it.each<[what: string, path: string, body: unknown]>([
  ["an update with an empty predicate", "update", { predicate: "", updates }],
  ["an update with a predicate of spaces", "update", { predicate: "  ", updates }],
  ["a deletion with an empty predicate", "delete", { predicate: "" }],
  ["a deletion with no predicate", "delete", {}],
  ["a deletion on a branch in the query", "delete?branch=nosuch", { predicate: "true" }],
  ["an update on a branch in the query", "update?branch=nosuch", { updates }],
  ["a deletion with a field that it does not know", "delete", { predicate: "true", nosuch: 1 }],
  ["an update with a field that it does not know", "update", { updates, filter: "id = 1" }],
  ["a tag of two dots", "tags/create", { tag: "..", version: 1 }],
  ["a tag with an accent", "tags/create", { tag: "é", version: 1 }],
  ["a tag with a slash", "tags/create", { tag: "a/b", version: 1 }],
  ["an index of two dots", "create_scalar_index", { column: "id", index_type: "BTREE", name: ".." }],
  ["an index with an accent", "create_scalar_index", { column: "id", index_type: "BTREE", name: "é" }],
  ["dot segments in the path", "../t/delete", { predicate: "true" }],
  ["encoded dot segments in the path", "%2e%2e/t/delete", { predicate: "true" }],
])("%s", async (_, path, body) => {
  const { status, code, text } = await ask(`/v1/table/t/${path}`, body);
  expect([status, code], text).toEqual([400, 13]);
  expect((await ask("/v1/table/t/count_rows", { predicate: "id < 3" })).text).toBe("2");
  expect(JSON.parse((await ask("/v1/table/t/tags/list", {})).text)).toMatchObject({ tags: {} });
  expect((await ask("/v1/table/t/index/list", {})).text).not.toContain("id");
});
