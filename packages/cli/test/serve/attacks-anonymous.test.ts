import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../../scripts/certificate.ts";
import { drip, openRaw, type Raw } from "./support/drip.ts";
import { testFolder } from "./support/folder.ts";
import { send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { residentMegabytes } from "./support/memory.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const exists = "/v1/namespace/%24/exists";
const hour = "3600";
let folder: string;
let held: TestKeys<"ann">;

beforeAll(async () => {
  folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" } });
});

function start(...limits: readonly string[]): Promise<ServerProcess> {
  return startServer([
    "--root",
    join(folder, "catalog"),
    "--api-key-file",
    held.file,
    ...limits.flatMap((limit) => ["--limit", limit]),
  ]);
}

/** Opens connections one after the other, each with what it sends. */
async function crowd(server: ServerProcess, size: number, head: string): Promise<Raw[]> {
  const raws: Raw[] = [];
  while (raws.length < size) {
    // oxlint-disable-next-line no-await-in-loop
    raws.push(...(await Promise.all(Array.from({ length: 50 }, () => openRaw(server.url)))));
    for (const raw of raws.slice(-50)) raw.socket.write(head);
  }
  return raws;
}

function leave(raws: readonly Raw[]): void {
  for (const { socket } of raws) socket.destroy();
}

describe("slow anonymous clients keep no caller out", () => {
  let server: ServerProcess;

  beforeAll(async () => {
    // However long they may take.
    server = await start(`anonymous-seconds=${hour}`);
  });

  afterAll(() => server.end("SIGKILL"));

  it.each([
    ["who say nothing", ""],
    ["who never finish a head", `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-slow: a`],
    ["who never finish a body", `POST ${exists} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{`],
    ["that stay after a response", "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"],
    ["who show a wrong key", `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-api-key: lt_no\r\nx-slow: a`],
  ])("2,500 %s", async (_, head) => {
    const raws = await crowd(server, 2_500, head);
    expect((await send(server.url, exists, { key: held.keys.ann })).status).toBe(200);
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
    leave(raws);
  });

  it("SIGTERM ends it in the middle of them", async () => {
    const raws = await crowd(server, 500, `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-slow: a`);
    expect(await server.end("SIGTERM")).toBe(0);
    leave(raws);
  });
});

it("connections on which a key was shown stay, also where one key has most of all connections", async () => {
  await using server = await start("connections=90", `anonymous-seconds=${hour}`);
  const call = `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.ann}\r\ncontent-length: 0\r\n\r\n`;
  const mine = await crowd(server, 50, call);
  const fewestResponses = (): number =>
    Math.min(...mine.map(({ text }) => text().split("HTTP/1.1 200").length - 1));
  await expect.poll(fewestResponses).toBe(1);
  const raws: Raw[] = [];
  for (let round = 2; round <= 4; round++) {
    // oxlint-disable-next-line no-await-in-loop
    raws.push(...(await crowd(server, 50, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n")));
    for (const { socket } of mine) socket.write(call);
    // oxlint-disable-next-line no-await-in-loop
    await expect.poll(fewestResponses).toBe(round);
  }
  leave([...mine, ...raws]);
});

it("TLS handshakes that never end keep no caller out", async () => {
  const { cert, key, ca } = await makeCertificate(folder, "server");
  await using server = await startServer([
    "--root",
    join(folder, "catalog"),
    "--api-key-file",
    held.file,
    "--tls-cert",
    cert,
    "--tls-key",
    key,
    "--limit",
    "connections=100",
    "--limit",
    `anonymous-seconds=${hour}`,
  ]);
  const raws = await crowd(server, 150, "\u0016\u0003\u0001\u0002\u0000");
  expect((await send(server.url, exists, { key: held.keys.ann, tls: { ca } })).status).toBe(200);
  leave(raws);
});

describe("anonymous clients have little time", () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await start("anonymous-seconds=1");
  });

  afterAll(() => server.end("SIGKILL"));

  it("a head that comes slowly is 408", async () => {
    using raw = await openRaw(server.url);
    drip(raw, `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-slow: a`, 50, "x".repeat(20));
    await raw.closed;
    expect(raw.text()).toMatch(/^HTTP\/1.1 408 /);
  });

  it("so is a body, also where it comes faster than that of a caller with a key must", async () => {
    using raw = await openRaw(server.url);
    drip(raw, `POST ${exists} HTTP/1.1\r\nhost: x\r\ncontent-length: 60000\r\n\r\n{`, 50, "x".repeat(100));
    await raw.closed;
    expect(raw.text()).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":13/);
  });

  it("but not for the body of a caller with a key", async () => {
    // On a busy machine a second can pass before the key is read, but not every time.
    let response = "";
    for (let attempt = 0; attempt < 20 && !response.startsWith("HTTP/1.1 200 "); attempt++) {
      // oxlint-disable-next-line no-await-in-loop
      response = await sendSlowly();
    }
    expect(response).toMatch(/^HTTP\/1.1 200 /);
  });

  /** A body that takes three seconds, behind a head with a key that comes at once. */
  async function sendSlowly(): Promise<string> {
    using raw = await openRaw(server.url);
    const key = `x-api-key: ${held.keys.ann}\r\nconnection: close`;
    raw.socket.write(`POST ${exists} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 62\r\n\r\n`);
    for (let sent = 0; sent < 60; sent++) {
      raw.socket.write(" ");
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    raw.socket.write("{}");
    await raw.closed;
    return raw.text();
  }
});

describe("callers do not let the server wait for long", () => {
  let server: ServerProcess;

  beforeAll(async () => {
    server = await start("wait-seconds=1");
  });

  afterAll(() => server.end("SIGKILL"));

  it("a body that comes byte by byte is 408", async () => {
    using raw = await openRaw(server.url);
    const key = `x-api-key: ${held.keys.ann}`;
    // Short enough to be complete in the end where the server does wait.
    drip(raw, `POST ${exists} HTTP/1.1\r\nhost: x\r\n${key}\r\ncontent-length: 600\r\n\r\n{`);
    await raw.closed;
    expect(raw.text()).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":13/);
  });

  it("responses that are not read are cut off, and a connection has one at a time", async () => {
    const before = await residentMegabytes(server.pid);
    const raws = await Promise.all(Array.from({ length: 40 }, () => openRaw(server.url)));
    for (const { socket } of raws) {
      socket.pause();
      socket.write("GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(60));
    }
    // A closed connection shows to a client when it reads: the server has no more of them.
    const open = async (): Promise<number> => {
      const { text } = await send(server.url, "/metrics", { method: "GET", key: held.keys.ann });
      return Number(/^nodejs_active_resources\{type="TCPSocketWrap"\} (\d+)$/m.exec(text)?.[1]);
    };
    await expect.poll(open, { interval: 200 }).toBeLessThan(10);
    expect((await residentMegabytes(server.pid)) - before).toBeLessThan(150);
    leave(raws);
  });
});

it.each(["connections", "connections=0", "connections=x", "connections=1e3", "nothing=1", "=1"])(
  "--limit %s is refused",
  async (limit) => {
    await expect(start(limit)).rejects.toThrow(/--limit|There is no limit/);
  },
);
