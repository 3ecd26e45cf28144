import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRaw } from "./support/drip.ts";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { packedRows } from "./support/packed-rows.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let held: TestKeys<"ann" | "reader">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" }, reader: { role: "read" } });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  await mustSucceed(as("/v1/table/t/create", { body: rows(1, 2, 3) }));
  await mustSucceed(as("/v1/table/renamed/create", { body: rows(1) }));
});

afterAll(() => server.end("SIGKILL"));

const as = (path: string, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { key: held.keys.ann, ...sent });

/** Seconds that the server has spent on the processor. */
async function processorSeconds(): Promise<number> {
  const { text } = await as("/metrics", { method: "GET" });
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}

/** Quadratic work on a text of 200,000 characters takes minutes of the processor, linear work a fraction of this. */
const maxSeconds = 5;

const longWord = "a".repeat(300_000);
const tokens = "token=".repeat(50_000);
const addresses = "http://".repeat(40_000);
const list = Array.from({ length: 20_000 }, (_, index) => index).join(",");

const attacks: readonly (readonly [string, string, Sent])[] = [
  ["a table name of tokens", `/v1/table/${"token".repeat(3_000)}/describe`, {}],
  ["a table name of slashes", `/v1/table/${"%2F".repeat(4_000)}/describe`, {}],
  ["an id of thousands of parts", `/v1/namespace/${"a%24".repeat(3_500)}a/describe`, {}],
  ["a long query string", `/v1/namespace/%24/list?limit=${"1".repeat(14_000)}`, { method: "GET" }],
  ["many parameters", `/v1/namespace/%24/list?${"a=1&".repeat(3_500)}`, { method: "GET" }],
  ["a long header", "/v1/table/t/describe", { headers: { "x-request-id": "c".repeat(14_000) } }],
  ["a long origin", "/v1/table/t/describe", { headers: { origin: `http://${"a.".repeat(7_000)}` } }],
  ["a long key", "/v1/table/t/describe", { key: "lt_".repeat(4_000) }],
  ["a long bearer", "/v1/table/t/describe", { headers: { authorization: `Bearer${" ".repeat(14_000)}` } }],
  ...["predicate of letters", "predicate of tokens", "predicate of addresses"].map(
    (name, index): [string, string, Sent] => [
      `a ${name}`,
      "/v1/table/t/delete",
      { body: { predicate: [longWord, tokens, addresses][index] } },
    ],
  ),
  ["a filter of quotes", "/v1/table/t/query", { body: { k: 1, vector: {}, filter: "'".repeat(300_001) } }],
  [
    "a filter of spaces",
    "/v1/table/t/query",
    { body: { k: 1, vector: {}, filter: `id ${" ".repeat(300_000)}=` } },
  ],
  ["a filter of brackets", "/v1/table/t/query", { body: { k: 1, vector: {}, filter: "(".repeat(100_000) } }],
  ["a filter of numbers", "/v1/table/t/query", { body: { k: 1, vector: {}, filter: `id IN (${list}` } }],
  ["a count's predicate", "/v1/table/t/count_rows", { body: { predicate: tokens } }],
  ["a new table name", "/v1/table/renamed/rename", { body: { new_table_name: "b".repeat(200_000) } }],
  ["a new table name of tokens", "/v1/table/t/rename", { body: { new_table_name: tokens } }],
  ["a column name", "/v1/table/t/drop_columns", { body: { columns: [tokens] } }],
  ["a tag", "/v1/table/t/tags/create", { body: { tag: tokens, version: 1 } }],
  ["a location", "/v1/table/u/register", { body: { location: addresses } }],
  ["properties", "/v1/namespace/n/create", { body: { mode: tokens, properties: { [tokens]: addresses } } }],
  ["a string that is not JSON", "/v1/table/t/delete", { body: tokens }],
  [
    "deep lists",
    "/v1/table/t/delete",
    { body: `{"predicate":${"[".repeat(100_000)}${"]".repeat(100_000)}}` },
  ],
  ["deep objects", "/v1/table/t/delete", { body: `{"a":`.repeat(100_000) + "1" + "}".repeat(100_000) }],
  [
    "a million keys",
    "/v1/table/t/delete",
    { body: `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":0`).join(",")}}` },
  ],
  ["a list of a million", "/v1/table/t/drop_columns", { body: `{"columns":[${"0,".repeat(1_000_000)}0]}` }],
  [
    "an id of a million parts in the body",
    "/v1/table/t/describe",
    { body: { id: Array.from({ length: 1_000_000 }, () => "a") } },
  ],
];

describe("long strings take time in proportion to their length, and delay no other responses", () => {
  it.each(attacks)("%s", async (name, path, sent) => {
    const before = await processorSeconds();
    const response = await as(path, sent);
    expect(response).toMatchObject(name === "a million keys" ? { status: 400, code: 13 } : {});
    expect(response.status).toBeLessThan(500);
    expect(response.text.length).toBeLessThan(20_000);
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
    expect((await processorSeconds()) - before).toBeLessThan(maxSeconds);
  });

  it("from all directions at once, while a reader goes on", async () => {
    const responses = attacks.map(([, path, sent]) => as(path, sent).catch(() => undefined));
    const read = await send(server.url, "/v1/table/t/count_rows", { key: held.keys.reader });
    expect([read.status, read.text]).toEqual([200, "3"]);
    await Promise.all(responses);
  });
});

it("packed rows that claim gigabytes are refused, and so are packed bodies", async () => {
  const packed = await as("/v1/table/t/insert", { body: packedRows(5 * 1024 ** 3) });
  expect([packed.status, packed.code]).toEqual([400, 13]);
  expect(packed.text).toMatch(/claims to decompress to 5368709120, but at most 134217728 are allowed/);
  const encoded = await as("/v1/table/t/insert", { body: rows(1), headers: { "content-encoding": "gzip" } });
  expect(encoded.status).toBe(415);
  expect((await as("/v1/table/t/count_rows")).text).toBe("3");
});

it("SIGTERM ends the server in the middle of them", async () => {
  const raws = await Promise.all(Array.from({ length: 20 }, () => openRaw(server.url)));
  const body = JSON.stringify({ predicate: tokens });
  for (const { socket } of raws) {
    socket.write(
      `POST /v1/table/t/delete HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.ann}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
  }
  expect(await server.end("SIGTERM")).toBe(0);
});
