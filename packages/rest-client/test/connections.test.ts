import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { listen } from "./support/listen.ts";
import { collect, failureOf, send, startServer } from "./support/server.ts";

const id = ["t"];

it("Node's http sends the requests in Node, and fetch on other platforms", async ({ task }) => {
  const server = await startServer({ body: {} });
  await new RestNamespace({ uri: server.url }).describeTable({ id });
  // Only fetch sends this header.
  const isFetch = task.file.projectName === "fetch";
  expect(server.arrived[0]?.headers["sec-fetch-mode"]).toBe(isFetch ? "cors" : undefined);
});

it("the option `fetch` is used on every platform", async () => {
  const server = await startServer({ body: {} });
  await new RestNamespace({ uri: server.url, fetch: (request) => fetch(request) }).describeTable({ id });
  expect(server.arrived[0]?.headers["sec-fetch-mode"]).toBe("cors");
});

describe("a connection", () => {
  it("of a call that is aborted is closed", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    let isClosed = false;
    const uri = await listen((request) => {
      request.on("close", () => {
        isClosed = true;
      });
      controller.abort(reason);
    });
    const call = new RestNamespace({ uri }).describeTable({ id }, { signal: controller.signal });
    expect(await failureOf(call)).toBe(reason);
    await expect.poll(() => isClosed).toBe(true);
  });
});

it("bodies and headers beyond ASCII arrive as UTF-8", async () => {
  const server = await startServer({ body: { properties: { größe: "5 µm" } } });
  const namespace = new RestNamespace({ uri: server.url, headers: { "x-name": "größe" } });
  const properties = { name: "größe ✓" };
  for (const input of [properties, { name: "ascii" }]) {
    const described = await namespace.createNamespace({ id, properties: input });
    expect(described).toEqual({ properties: { größe: "5 µm" } });
  }
  const [first, second] = server.arrived;
  expect(JSON.parse(String(first?.body))).toMatchObject({ properties });
  for (const arrived of [first, second]) {
    expect(Buffer.from(String(arrived?.headers["x-name"]), "latin1").toString()).toBe("größe");
  }
});

describe("a response in gzip", () => {
  const packed = gzipSync(JSON.stringify({ location: "x".repeat(100_000) }));
  const headers = { "content-encoding": "gzip" };

  it("is requested and decoded, as a whole and in chunks", async () => {
    const server = await startServer({ headers, body: packed });
    const namespace = new RestNamespace({ uri: server.url });
    expect(await namespace.describeTable({ id })).toEqual({ location: "x".repeat(100_000) });
    const { data } = await namespace.queryTable({ id, k: 1 });
    expect(Buffer.concat(await collect(data)).byteLength).toBeGreaterThan(100_000);
    expect(server.arrived[0]?.headers["accept-encoding"]).toContain("gzip");
  });

  it("that ends early is an error", async () => {
    const server = await startServer((response) => {
      response.writeHead(200, headers);
      response.write(packed.subarray(0, 60));
      setTimeout(() => response.destroy(), 20);
    });
    const namespace = new RestNamespace({ uri: server.url, retry: false });
    expect(await failureOf(namespace.describeTable({ id }))).toMatchObject({ code: 17 });
    const { data } = await namespace.queryTable({ id, k: 1 });
    expect(await failureOf(collect(data))).toMatchObject({ code: 17 });
  });
});

it("a server at an IPv6 address gets its address as host", async () => {
  let host: string | undefined;
  const uri = await listen((request, response) => {
    host = request.headers.host;
    send(response, { body: {} });
  }, "::1");
  await new RestNamespace({ uri }).describeTable({ id });
  expect(`http://${host}`).toBe(uri);
});
