import { join } from "node:path";
import * as arrow from "apache-arrow-21";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRaw, type Raw } from "./support/drip.ts";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

/** What is allowed for one row takes most of a millisecond, and minutes for the table. */
const pattern = `regexp_count(lpad(cast(id as string), 250, 'a'), '${"\\w?".repeat(23)}z')`;
const slow = `${pattern} + ${pattern} + length(md5(lpad(cast(id as string), 14000, 'a')))`;
let held: TestKeys<"ann" | "bob">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "write" }, bob: { role: "write" } });
  const limits = ["--limit", "read-seconds=200", "--limit", "write-seconds=200"];
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file, ...limits]);
  const id = Int32Array.from({ length: 400_000 }, (_, index) => index);
  const big = arrow.tableToIPC(arrow.tableFromArrays({ id }), "stream");
  await mustSucceed(send(server.url, "/v1/table/big/create", { key: held.keys.bob, body: big }));
  const small = arrow.tableToIPC(arrow.tableFromArrays({ id: id.subarray(0, 3) }), "stream");
  await mustSucceed(send(server.url, "/v1/table/small/create", { key: held.keys.ann, body: small }));
});

afterAll(() => server.end("SIGKILL"));

/** Operations that run in processes of their own, each for minutes. */
it.each([
  ["count_rows", { predicate: `${slow} = -1` }, { predicate: "id > 0" }],
  ["update", { updates: [["id", `cast(${slow} as int)`]] }, { updates: [["id", "id + 1"]] }],
])(
  "a caller with many slow operations does not keep those of others waiting: %s",
  async (operation, endless, short) => {
    const body = JSON.stringify(endless);
    const head = `POST /v1/table/big/${operation} HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.bob}\r\n`;
    const raws: Raw[] = await Promise.all(Array.from({ length: 12 }, () => openRaw(server.url)));
    for (const { socket } of raws) socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
    const inFlight = async (): Promise<number> => {
      const { text } = await send(server.url, "/metrics", { method: "GET", key: held.keys.ann });
      return Number(/^lancetree_requests_in_flight (\d+)/m.exec(text)?.[1]);
    };
    await expect.poll(inFlight).toBe(12);
    const path = `/v1/table/small/${operation}`;
    expect((await send(server.url, path, { key: held.keys.ann, body: short })).status).toBe(200);
    expect(raws.filter(({ text }) => text() !== "")).toEqual([]);
    for (const { socket } of raws) socket.destroy();
    await expect.poll(inFlight).toBe(0);
  },
);
