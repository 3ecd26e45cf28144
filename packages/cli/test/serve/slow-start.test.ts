import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { send } from "./support/http.ts";
import { run, startServer } from "./support/server-process.ts";

it("a catalog that does not respond prevents neither start nor end, and is not ready", async () => {
  // A store that takes every connection and never says a word.
  const open = new Set<Socket>();
  let waiting = 0;
  const silent = createServer((socket) => {
    waiting++;
    open.add(socket.on("error", () => undefined));
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ALLOW_HTTP: "true",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_REGION: "us-east-1",
  };
  await using server = await startServer(["--root", "s3://bucket/catalog"], environment);
  expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
  expect((await send(server.url, "/ready", { method: "GET" })).status).toBe(503);
  // The server responds while it waits for the storage, before its storage client gives up.
  expect([waiting > 0, open.size]).toEqual([true, waiting]);
  expect(await server.end("SIGTERM")).toBe(0);
  silent.close();
});

it("what cannot be served at all ends the command", async () => {
  const { code, err } = await run(["serve", "--root", import.meta.filename, "--port", "0"]);
  expect(code).not.toBe(0);
  expect(err).toMatch(/next:/);
});
