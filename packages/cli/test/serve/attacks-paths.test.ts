import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

/**
 * Paths and other fields of requests for which the address of a request sets no limit. A path of 30,000 names kept all callers waiting for
 * 40 seconds, since a catalog in PostgreSQL looks for every namespace above an object.
 */

let held: TestKeys<"ann" | "bob" | "cleo">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  const paths = [["team"]];
  held = await writeKeys(folder, {
    ann: { role: "admin", paths },
    bob: { role: "write", paths },
    cleo: { role: "read" },
  });
  // Until PGlite is loaded, the server reads no head of a request, which takes long on a busy machine.
  const patient = ["--limit", "anonymous-seconds=900"];
  const words = ["--root", join(folder, "tables"), "--postgres", "pglite:", "--retain", "7d", ...patient];
  server = await startServer([...words, "--api-key-file", held.file]);
  await mustSucceed(send(server.url, "/v1/namespace/team/create", { key: held.keys.ann, body: {} }));
  await mustSucceed(send(server.url, "/v1/table/team%24t/declare", { key: held.keys.ann, body: {} }));
  await mustSucceed(send(server.url, "/v1/table/team%24t/drop", { key: held.keys.ann, body: {} }));
}, 900_000);

afterAll(() => server.end("SIGKILL"));

function extension(route: string, body: unknown): Promise<HttpResponse> {
  return send(server.url, `/lancetree/v1/${route}`, { key: held.keys.ann, body });
}

const deep = ["team", ...Array.from({ length: 1_000 }, () => "a")];
const long = ["team", "a".repeat(8_000), "a".repeat(8_400)];

describe.each([
  ["names", deep],
  ["characters", long],
])("a path with too many %s is refused", (_, path) => {
  it.each([
    ["dropped", { id: path }],
    ["undrop", { id: path }],
    ["undrop", { id: ["team", "t"], new_id: path }],
    ["purge", { id: path, older_than_seconds: 0 }],
    ["alter-properties", { id: path, set: { a: "1" } }],
    ["find", { id: path, text: "a" }],
  ])("%s", async (route, body) => {
    const response = await extension(route, body);
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toContain("The id is too long");
  });

  it("as the new namespace of a table", async () => {
    const body = { new_namespace_id: path, new_table_name: "t" };
    const response = await send(server.url, "/v1/table/team%24t/rename", { key: held.keys.bob, body });
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toContain("The id is too long");
  });
});

it.each([
  ["a number", ["team", 1]],
  ["an object that has no text", ["team", { toString: 1 }]],
  ["an array", ["team", ["t"]]],
  ["a string", "team"],
])("a path that contains %s is refused", async (_, id) => {
  for (const body of [{ id }, { id: ["team", "t"], new_id: id }]) {
    const response = await extension("undrop", body);
    expect([response.status, response.code]).toEqual([400, 13]);
    expect(response.text).toMatch(/The field \w+(\[1\])? must be (an array|a string)/);
  }
});

it("a misspelled field is refused: without the path, everything would be purged", async () => {
  const everywhere = await extension("purge", { path: ["team", "other"], older_than_seconds: 0 });
  expect([everywhere.status, everywhere.code]).toEqual([400, 13]);
  expect(everywhere.text).toContain('no field \\"path\\" in the request');
  expect((await extension("dropped", { id: ["team"] })).text).toContain('"tables":1');
});

it("a page token that no server returned is refused", async () => {
  const drop = "-".repeat(36);
  const response = await extension("dropped", { id: ["team"], page_token: JSON.stringify(["", drop]) });
  expect([response.status, response.code]).toEqual([400, 13]);
});

it("the number of properties to remove is limited", async () => {
  const remove = Array.from({ length: 65_537 }, (_, index) => `p${index}`);
  const response = await extension("alter-properties", { id: ["team"], remove });
  expect([response.status, response.code]).toEqual([400, 13]);
  expect((await extension("alter-properties", { id: ["team"], remove: remove.slice(1) })).status).toBe(200);
});

it("the delimiter of a list, which each of its names repeats, is limited", async () => {
  const list = (length: number): Promise<HttpResponse> =>
    send(server.url, `/v1/table?delimiter=${"x".repeat(length)}`, { method: "GET", key: held.keys.cleo });
  const refused = await list(65);
  expect([refused.status, refused.code]).toEqual([400, 13]);
  expect(refused.text).toContain("1 to 64 characters");
  expect((await list(64)).status).toBe(200);
});
