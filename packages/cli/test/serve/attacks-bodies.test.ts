import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRaw } from "./support/drip.ts";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { manyRows } from "./support/many-rows.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const query = "/v1/table/small/query";
let held: TestKeys<"ann" | "bob">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "write" }, bob: { role: "read" } });
  const limit = ["--limit", "body-memory-megabytes=64"];
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file, ...limit]);
  await mustSucceed(send(server.url, "/v1/table/small/create", { key: held.keys.ann, body: rows(1, 2) }));
});

afterAll(() => server.end("SIGKILL"));

it("JSON that never ends holds a bounded memory, keeps no other caller out, and is given up", async () => {
  const begun = `{"k":1,"vector":{},"fill":"${"x".repeat(3 * 2 ** 20)}`;
  const head = `POST ${query} HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.bob}\r\ncontent-length: 9999999\r\n\r\n`;
  const raws = await Promise.all(Array.from({ length: 8 }, () => openRaw(server.url)));
  for (const { socket } of raws) socket.write(head + begun);
  const refused = (): number => raws.filter(({ text }) => text().startsWith("HTTP/1.1 429")).length;
  await expect.poll(refused).toBe(7);
  const body = { k: 1, vector: {}, context: { fill: "y".repeat(2 ** 20) } };
  expect((await send(server.url, query, { key: held.keys.ann, body })).status).toBe(200);
  expect((await send(server.url, query, { key: held.keys.bob, body: { k: 1, vector: {} } })).status).toBe(
    200,
  );
  for (const { socket } of raws) socket.destroy();
  const again = async (): Promise<number> =>
    (await send(server.url, query, { key: held.keys.bob, body: { ...body, context: { fill: begun } } }))
      .status;
  await expect.poll(again).toBe(200);
});

it("one JSON body that is too much for the server alone is 413", async () => {
  const body = { k: 1, vector: {}, context: { fill: "y".repeat(5 * 2 ** 20) } };
  const response = await send(server.url, query, { key: held.keys.bob, body });
  expect([response.status, response.code]).toEqual([413, 13]);
});

it("rows that a merge holds are bounded, and those of an insert are not, since it lets them go", async () => {
  const body = manyRows(26);
  expect(body.byteLength).toBeGreaterThan(96 * 2 ** 20);
  await mustSucceed(send(server.url, "/v1/table/many/create", { key: held.keys.ann, body }));
  const merge = await send(server.url, "/v1/table/many/merge_insert?on=id&when_not_matched_insert_all=true", {
    key: held.keys.ann,
    body,
  });
  expect([merge.status, merge.code]).toEqual([413, 13]);
  await mustSucceed(send(server.url, "/v1/table/small/count_rows", { key: held.keys.bob, body: {} }));
});
