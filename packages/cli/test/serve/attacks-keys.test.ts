import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeKey } from "@lancetree/server/keys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { residentMegabytes } from "./support/memory.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const exists = "/v1/namespace/%24/exists";
let folder: string;
let held: TestKeys<"ann" | "gone" | "metrics" | "scoped" | "elsewhere">;
let server: ServerProcess;

beforeAll(async () => {
  folder = await testFolder();
  held = await writeKeys(folder, {
    ann: { role: "admin" },
    gone: { role: "admin" },
    metrics: { role: "read" },
    scoped: { role: "admin", paths: [["prod"]] },
    elsewhere: { role: "admin", databases: ["other"] },
  });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
});

afterAll(async () => {
  await server.end("SIGKILL");
});

const statusOf = async (headers: Record<string, string>, body?: unknown): Promise<number> =>
  (await send(server.url, exists, { headers, body })).status;

describe("the server accepts", () => {
  it("a key in x-api-key, as a bearer token, or in the identity of the body", async () => {
    const { ann } = held.keys;
    expect(await statusOf({ "x-api-key": ann })).toBe(200);
    expect(await statusOf({ authorization: `Bearer ${ann}` })).toBe(200);
    expect(await statusOf({}, { identity: { api_key: ann } })).toBe(200);
  });

  it("no caller without a key, and none with an invalid one", async () => {
    const { ann, gone } = held.keys;
    const secretOfAnother = `${ann.slice(0, 16)}${gone.slice(16)}`;
    const otherSecret = `${ann.slice(0, 16)}${randomBytes(32).toString("base64url")}`;
    const hash = JSON.parse(await readFile(held.file, "utf8")).keys[0].hash as string;
    const wrong: Record<string, string>[] = [
      {},
      { "x-api-key": "" },
      { "x-api-key": "lt_" },
      { "x-api-key": ann.slice(0, -1) },
      { "x-api-key": ann.slice(0, 16) },
      { "x-api-key": ann.toUpperCase() },
      { "x-api-key": secretOfAnother },
      { "x-api-key": otherSecret },
      { "x-api-key": hash },
      { "x-api-key": "ann" },
      { authorization: `Basic ${Buffer.from(`ann:${ann}`).toString("base64")}` },
      { authorization: ann },
      { cookie: `x-api-key=${ann}` },
    ];
    for (const headers of wrong) expect([headers, await statusOf(headers)]).toEqual([headers, 401]);
    expect((await send(server.url, `${exists}?x-api-key=${ann}&api_key=${ann}`)).status).toBe(401);
    expect(await statusOf({}, { identity: { api_key: "lt_", auth_token: "" } })).toBe(401);
  });

  it("a caller without a key learns of no routes, databases or tables", async () => {
    for (const path of ["/v1/table/secret/describe", "/v1/namespace/no/exists", "/v1/table"]) {
      const response = await send(server.url, path, {
        method: path === "/v1/table" ? "GET" : "POST",
        headers: { "x-lancedb-database": "no" },
      });
      expect([path, response.status, response.code]).toEqual([path, 401, 16]);
    }
  });

  it("figures need a key for everything, health and readiness none", async () => {
    const status = async (path: string, key?: string): Promise<number> =>
      (await send(server.url, path, { method: "GET", key })).status;
    expect(await status("/health")).toBe(200);
    expect(await status("/ready")).toBe(200);
    expect(await status("/metrics")).toBe(401);
    expect(await status("/metrics", held.keys.scoped)).toBe(401);
    expect(await status("/metrics", held.keys.elsewhere)).toBe(401);
    expect(await status("/metrics", held.keys.metrics)).toBe(200);
  });
});

describe("taking a key back", () => {
  it("works while the server runs, and a broken file changes nothing", async () => {
    expect(await statusOf({ "x-api-key": held.keys.gone })).toBe(200);
    await removeKey(held.file, "gone");
    server.send("SIGHUP");
    await server.saw(/Reloaded the key file/);
    expect(await statusOf({ "x-api-key": held.keys.gone })).toBe(401);
    expect(await statusOf({ "x-api-key": held.keys.ann })).toBe(200);

    const valid = await readFile(held.file, "utf8");
    await writeFile(`${held.file}.draft`, valid.replace('"admin"', '"emperor"'));
    await rename(`${held.file}.draft`, held.file);
    server.send("SIGHUP");
    await server.saw(/key file was not reloaded: .*role must be one of read, write, admin/);
    expect(await statusOf({ "x-api-key": held.keys.ann })).toBe(200);
    expect(await statusOf({ "x-api-key": held.keys.gone })).toBe(401);
    await writeFile(held.file, valid);
  });

  it("is noticed without a signal, too", async () => {
    await removeKey(held.file, "elsewhere");
    await expect.poll(() => statusOf({ "x-api-key": held.keys.elsewhere })).toBe(401);
  });
});

describe("guessing", () => {
  it("10,000 wrong keys are throttled, and neither fill the memory nor lock others out", async () => {
    const guess = (): string =>
      `lt_${randomBytes(6).toString("hex")}_${randomBytes(32).toString("base64url")}`;
    const counts = new Map<number, number>();
    const before = await residentMegabytes(server.pid);
    const started = performance.now();
    const guesser = async (): Promise<void> => {
      for (let tries = 0; tries < 500; tries++) {
        const status = await statusOf({ "x-api-key": guess() });
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 20 }, guesser));
    const seconds = (performance.now() - started) / 1000;
    expect([...counts.keys()].toSorted()).toEqual([401, 429]);
    // 20 at once, and one a second.
    expect(counts.get(401)).toBeLessThanOrEqual(21 + seconds);
    expect((counts.get(401) ?? 0) + (counts.get(429) ?? 0)).toBe(10_000);
    expect((await residentMegabytes(server.pid)) - before).toBeLessThan(150);
    // While nothing was asked a few tries more have become free.
    let throttled = await send(server.url, exists, { key: guess() });
    for (let tries = 0; tries < 100 && throttled.status === 401; tries++) {
      throttled = await send(server.url, exists, { key: guess() });
    }
    expect([throttled.status, throttled.code]).toEqual([429, 21]);
    expect(Number(throttled.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect(await statusOf({ "x-api-key": held.keys.ann })).toBe(200);
    expect(server.written()).not.toContain(held.keys.ann);
  });

  it("nor does another page help to guess", async () => {
    const statuses = new Set<number>();
    for (let tries = 0; tries < 30; tries++) {
      const response = await send(server.url, "/metrics", { method: "GET", key: "lt_guess" });
      statuses.add(response.status);
    }
    expect(statuses.has(429)).toBe(true);
    expect((await send(server.url, "/metrics", { method: "GET", key: held.keys.metrics })).status).toBe(200);
  });
});
