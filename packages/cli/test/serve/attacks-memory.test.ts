import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { residentMegabytes } from "./support/memory.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const exists = "/v1/namespace/%24/exists";
let held: TestKeys<"ann">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" } });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  for (let index = 0; index < 20; index++) await send(server.url, exists, { key: held.keys.ann });
});

afterAll(async () => {
  await server.end("SIGKILL");
});

const as = (path: string, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { key: held.keys.ann, ...sent });

/** What a crowd makes the server hold more than before. */
async function growth(crowd: () => Promise<unknown>): Promise<number> {
  const before = await residentMegabytes(server.pid);
  let peak = before;
  const sample = async (): Promise<void> => {
    peak = Math.max(peak, await residentMegabytes(server.pid));
  };
  const watch = setInterval(() => {
    void sample();
  }, 100);
  await crowd();
  clearInterval(watch);
  return peak - before;
}

describe("strangers cannot fill the memory", () => {
  it("with bodies: little is read of them", async () => {
    const megabytes = 12;
    const body = Buffer.from(
      JSON.stringify({ identity: { api_key: "x" }, fill: "y".repeat(megabytes * 2 ** 20) }),
    );
    const statuses = new Set<number>();
    const grown = await growth(() =>
      Promise.all(
        Array.from({ length: 40 }, async () => {
          // The response may come before all is sent.
          const response = await send(server.url, exists, { body }).catch(() => ({ status: 0 }));
          statuses.add(response.status);
        }),
      ),
    );
    expect([...statuses].filter((status) => status !== 0)).toEqual([413]);
    expect(grown).toBeLessThan(200);
  });

  it("with uploads of rows: none is read", async () => {
    const body = randomBytes(8 * 2 ** 20);
    const grown = await growth(() =>
      Promise.all(
        Array.from({ length: 40 }, async () => {
          const response = await send(server.url, "/v1/table/t/create", { body }).catch(() => ({
            status: 401,
          }));
          expect(response.status).toBe(401);
        }),
      ),
    );
    expect(grown).toBeLessThan(200);
  });

  it("with headers and paths", async () => {
    const long = "a".repeat(17_000);
    expect((await send(server.url, exists, { headers: { "x-long": long } })).status).toBe(431);
    expect((await send(server.url, `/v1/namespace/${long}/exists`)).status).toBe(431);
  });

  it("with connections that say nothing", async () => {
    const { hostname, port } = new URL(server.url);
    const sockets = Array.from({ length: 500 }, () =>
      connect(Number(port), hostname).on("error", () => undefined),
    );
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    expect((await as(exists)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe("callers cannot either", () => {
  it("with nesting: it is refused", async () => {
    const body = `{"context":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    for (const nested of [body, "[".repeat(1_000_000)]) {
      const response = await as(exists, { body: nested });
      expect(response.status).toBe(400);
      expect(response.text).toContain("nested deeper than 64 levels");
    }
  });

  it("with more fields than any request needs", async () => {
    const body = `{"context":{${Array.from({ length: 100_001 }, (_, index) => `"${index}":""`).join(",")}}}`;
    const response = await as(exists, { body });
    expect(response.status).toBe(400);
    expect(response.text).toContain("more than 100000 fields");
  });

  it("with bodies beyond the limit", async () => {
    const body = Buffer.from(`{"fill":"${"y".repeat(17 * 2 ** 20)}"}`);
    const response = await as(exists, { body }).catch(() => ({ status: 413 }));
    expect(response.status).toBe(413);
  });

  it("with ids, request ids or routes that are all different: lines and figures stay small", async () => {
    const marker = randomBytes(4).toString("hex");
    for (let index = 0; index < 200; index++) {
      await as(`/v1/namespace/${marker}${index}%24${"b".repeat(3_000)}/exists`, {
        headers: { "x-request-id": `${index}${"c".repeat(2_000)}`, "user-agent": `${marker}${index}` },
      });
      await as(`/v1/${marker}${index}`, { method: "GET" });
    }
    const entries = Array.from({ length: 5_000 }, (_, index) => ({
      id: ["n", `${index}${"d".repeat(1_000)}`],
      version: 1,
      manifest_path: "m",
    }));
    await as("/v1/table/version/batch-create", { body: { entries } });
    await server.saw(/batchCreateTableVersions/);
    const longest = Math.max(
      ...server
        .written()
        .split("\n")
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(30_000);
    const { text } = await as("/metrics", { method: "GET" });
    expect(text).not.toContain(marker);
    expect(text.length).toBeLessThan(100_000);
  });
});
