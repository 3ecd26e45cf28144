import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drip, openRaw, type Raw } from "./support/drip.ts";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { manyRows } from "./support/many-rows.ts";
import { residentMegabytes } from "./support/memory.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

/** What docs/serving.md states for each call with rows. */
const megabytesEach = 100;
const maxTransfers = 6;
const query = "/v1/table/large/query";
const all = JSON.stringify({ k: 2_000_000, vector: {} });
let held: TestKeys<"ann" | "bob" | "eve" | "fay" | "gus" | "hal" | "ida">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  const role = { role: "admin" } as const;
  held = await writeKeys(folder, {
    ann: role,
    bob: role,
    eve: role,
    fay: role,
    gus: role,
    hal: role,
    ida: role,
  });
  server = await startServer([
    "--root",
    join(folder, "catalog"),
    "--api-key-file",
    held.file,
    "--limit",
    `transfers=${maxTransfers}`,
    "--limit",
    `transfers-per-caller=${maxTransfers / 2}`,
  ]);
  await mustSucceed(send(server.url, "/v1/table/large/create", { key: held.keys.ann, body: manyRows(16) }));
  await small();
});

afterAll(() => server.end("SIGKILL"));

const small = (key = held.keys.ann): Promise<HttpResponse> =>
  send(server.url, query, { key, body: { k: 10, vector: {} } });

/** Opens a query of a million rows and reads no more than the beginning of its response. */
async function openQuery(key: string): Promise<Raw> {
  const raw = await openRaw(server.url);
  raw.socket.once("data", () => raw.socket.pause());
  raw.socket.write(
    `POST ${query} HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-length: ${all.length}\r\n\r\n${all}`,
  );
  return raw;
}

function openQueries(size: number, keys: readonly string[]): Promise<Raw[]> {
  return Promise.all(Array.from({ length: size }, (_, index) => openQuery(keys[index % keys.length] ?? "")));
}

function leave(raws: readonly Raw[]): void {
  for (const { socket } of raws) socket.destroy();
}

/** The largest amount that the server holds while something goes on. */
async function peak(during: () => Promise<unknown>): Promise<number> {
  let highest = 0;
  const sample = async (): Promise<void> => {
    highest = Math.max(highest, await residentMegabytes(server.pid));
  };
  const watch = setInterval(() => {
    void sample();
  }, 200);
  await during();
  clearInterval(watch);
  return highest;
}

it("responses that are not read hold a bounded memory, keep no caller out, and free it", async () => {
  const before = await residentMegabytes(server.pid);
  let raws: Raw[] = [];
  const highest = await peak(async () => {
    raws = await openQueries(40, [held.keys.bob]);
    // Callers with other keys do not wait for those of this one.
    for (let index = 0; index < 10; index++) expect((await small()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  });
  expect(highest - before).toBeLessThan(maxTransfers * megabytesEach);
  leave(raws);
  const now = (): Promise<number> => residentMegabytes(server.pid);
  await expect.poll(now, { interval: 500 }).toBeLessThan(before + Math.max(200, (highest - before) / 2));
});

const inFlight = async (): Promise<number> => {
  const { text } = await send(server.url, "/metrics", { method: "GET", key: held.keys.ann });
  return Number(/^lancetree_requests_in_flight (\d+)$/m.exec(text)?.[1]);
};

it("two callers who take all transfers that they get leave room for a third, and keep theirs", async () => {
  const begun = (raws: readonly Raw[]): number => raws.filter(({ text }) => text() !== "").length;
  const ofFay = await openQueries(maxTransfers / 2, [held.keys.fay]);
  await expect.poll(() => begun(ofFay)).toBe(maxTransfers / 2);
  const ofEve = await openQueries(maxTransfers / 2, [held.keys.eve]);
  await expect.poll(() => begun(ofEve)).toBeGreaterThanOrEqual(2);
  // A response that has begun is not counted as in flight; the third request of eve is.
  const arrived = async (): Promise<number> => (await inFlight()) + begun(ofEve);
  await expect.poll(arrived).toBeGreaterThanOrEqual(maxTransfers / 2);
  // Where the third could begin, it would begin meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  leave(ofEve.filter(({ text }) => text() === ""));
  for (let index = 0; index < 5; index++) expect((await small()).status).toBe(200);
  // Without room, the server would have ended one of these for ann.
  expect(server.audit().filter(({ who }) => who === "fay")).toEqual([]);
  leave([...ofFay, ...ofEve]);
});

it("callers who hold all transfers and read nothing lose them to others", async () => {
  const { ann, ...others } = held.keys;
  const raws = await openQueries(maxTransfers, Object.values(others));
  const begun = (): number => raws.filter(({ text }) => text() !== "").length;
  await expect.poll(begun).toBeGreaterThanOrEqual(maxTransfers);
  expect((await small(ann)).status).toBe(200);
  expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
  leave(raws);
  expect((await small(held.keys.bob)).status).toBe(200);
});

/** Begins uploads whose first message does not end. */
async function beginUploads(key: string, chunk: string): Promise<Raw[]> {
  const head = [
    "POST /v1/table/uploaded/create HTTP/1.1",
    "host: x",
    `x-api-key: ${key}`,
    "content-length: 100000000",
  ];
  const raws = await Promise.all(Array.from({ length: maxTransfers / 2 }, () => openRaw(server.url)));
  // The beginning of an Arrow stream: a schema of 16 MB is to come.
  const begun = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
  for (const raw of raws)
    drip(raw, Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), begun]), 50, chunk);
  await expect.poll(inFlight).toBeGreaterThanOrEqual(maxTransfers / 2);
  return raws;
}

it("one whose caller does not let it wait keeps its slot: more are 429 with Retry-After", async () => {
  const raws = await beginUploads(held.keys.bob, "x".repeat(20_000));
  const refused = await small(held.keys.bob);
  const others = await small();
  leave(raws);
  expect([refused.status, refused.code]).toEqual([429, 21]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(others.status).toBe(200);
});

it("uploads that send a byte at a time lose their slots", async () => {
  const raws = await beginUploads(held.keys.bob, "x");
  expect((await small(held.keys.bob)).status).toBe(200);
  leave(raws);
});

it("storms of calls that are given up hold a bounded memory", async () => {
  const before = await residentMegabytes(server.pid);
  const highest = await peak(async () => {
    for (let wave = 0; wave < 15; wave++) {
      // oxlint-disable-next-line no-await-in-loop
      const raws = await openQueries(20, [held.keys.bob, held.keys.eve]);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 100));
      leave(raws);
    }
  });
  // What was given up is freed a moment later, so twice as much.
  expect(highest - before).toBeLessThan(2 * maxTransfers * megabytesEach);
  expect((await small()).status).toBe(200);
});

it("uploads that are given up free their slots", async () => {
  const body = rows(1, 2);
  for (let index = 0; index < 3 * maxTransfers; index++) {
    // oxlint-disable-next-line no-await-in-loop
    using raw = await openRaw(server.url);
    raw.socket.write(
      `POST /v1/table/given-up/create HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.bob}\r\ncontent-length: 99999\r\n\r\n`,
    );
    raw.socket.write(body);
  }
  expect((await small(held.keys.bob)).status).toBe(200);
  expect(await server.end("SIGTERM")).toBe(0);
});
