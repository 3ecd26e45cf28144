import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { programArguments } from "../support/program.ts";
import { send } from "./support/http.ts";
import { run, startServer } from "./support/server-process.ts";

/** A store that takes every connection and never says a word. */
interface SilentStore extends Disposable {
  readonly port: string;
  readonly environment: Record<string, string>;
  /** How many connections it has, and how many it had. */
  readonly connections: () => readonly [open: number, all: number];
  readonly connected: Promise<void>;
}

async function openSilentStore(): Promise<SilentStore> {
  const open = new Set<Socket>();
  let all = 0;
  const silent = createServer((socket) => {
    all++;
    open.add(socket.on("error", () => undefined));
    socket.on("close", () => open.delete(socket));
  });
  const connected = once(silent, "connection").then(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = String(typeof address === "object" ? address?.port : undefined);
  return {
    port,
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ALLOW_HTTP: "true",
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "us-east-1",
    },
    connections: () => [open.size, all],
    connected,
    [Symbol.dispose]() {
      silent.close();
      for (const socket of open) socket.destroy();
    },
  };
}

it("a catalog that does not respond prevents neither start nor end, and is not ready", async () => {
  using store = await openSilentStore();
  await using server = await startServer(["--root", "s3://bucket/catalog"], store.environment);
  expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
  expect((await send(server.url, "/ready", { method: "GET" })).status).toBe(503);
  // The server responds while it waits for the storage, before its storage client gives up.
  const [open, all] = store.connections();
  expect([all > 0, open]).toEqual([true, all]);
  expect(await server.end("SIGTERM")).toBe(0);
});

/** Starts a server that waits for its catalog, and ends it before it listens. */
async function endDuringStart(port: string, store: SilentStore): Promise<{ code: unknown; err: string }> {
  const words = ["serve", "--root", "s3://bucket/catalog", "--port", port];
  const child = spawn(process.execPath, [...programArguments, ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...store.environment },
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  await store.connected;
  child.kill("SIGTERM");
  const [code, signal] = await once(child, "close");
  return { code: code ?? signal, err };
}

it("SIGTERM during the start ends the server as later", async () => {
  using store = await openSilentStore();
  expect((await endDuringStart("0", store)).code).toBe(0);
});

it("SIGTERM during the start does not hide why the start fails", async () => {
  using store = await openSilentStore();
  // The store itself listens there.
  const { code, err } = await endDuringStart(store.port, store);
  expect(err).toMatch(/error: Cannot listen on 127\.0\.0\.1 port \d+ \(EADDRINUSE\)/);
  expect(code).toBe(2);
});

it("what cannot be served at all ends the command", async () => {
  const { code, err } = await run(["serve", "--root", import.meta.filename, "--port", "0"]);
  expect(code).not.toBe(0);
  expect(err).toMatch(/next:/);
});
