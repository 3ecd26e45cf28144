import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryNamespace } from "@lancetree/core/memory";
import express from "express";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { apiKeys, createNamespaceHandler } from "../src/index.ts";
import { nodeListener } from "../src/node/index.ts";
import { post } from "./support.ts";

describe("a handler in other servers", () => {
  test("is a route of Hono", async () => {
    const handler = createNamespaceHandler(new MemoryNamespace(), { basePath: "/catalog" });
    const app = new Hono();
    app.get("/", (context) => context.text("an app"));
    app.all("/catalog/*", (context) => handler(context.req.raw));

    const created = await app.request("/catalog/v1/namespace/a%24b/create", { method: "POST", body: "{}" });
    expect([created.status, await created.json()]).toEqual([404, expect.objectContaining({ code: 1 })]);
    await app.request("/catalog/v1/namespace/a/create", { method: "POST" });
    const listed = await app.request("/catalog/v1/namespace/%24/list");
    expect(await listed.json()).toEqual({ namespaces: ["a"] });
    expect(await (await app.request("/")).text()).toBe("an app");
  });

  test("is middleware of Express", async () => {
    const app = express();
    app.use("/catalog", nodeListener(createNamespaceHandler(new MemoryNamespace())));
    app.get("/", (_, response) => {
      response.send("an app");
    });
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    expect((await post(`${url}/catalog/v1/namespace/a/create`, {})).status).toBe(200);
    expect((await post(`${url}/catalog/v1/namespace/a%24b/create`, {})).status).toBe(200);
    expect(await (await fetch(`${url}/catalog/v1/namespace/a/list`)).json()).toEqual({ namespaces: ["b"] });
    expect(await (await fetch(url)).text()).toBe("an app");
    server.close();
    server.closeAllConnections();
  });

  test("is mounted by Hono, which passes its environment beside the request", async () => {
    const handler = createNamespaceHandler(new MemoryNamespace(), { authenticate: apiKeys(["k1"]) });
    const app = new Hono();
    app.mount("/catalog", handler);
    const list = (headers: Record<string, string>, environment: object) =>
      app.request("/catalog/v1/namespace/$/list", { headers }, environment);

    expect((await list({}, { apiKey: "k1" })).status).toBe(401);
    expect((await list({ "x-api-key": "k1" }, { apiKey: "other" })).status).toBe(200);
  });

  test("is the fetch function of a Worker, with any environment", async () => {
    const handler = createNamespaceHandler(new MemoryNamespace(), { authenticate: apiKeys(["k1"]) });
    const worker: {
      fetch(request: Request, environment: { apiKey: string }, context: object): Promise<Response>;
    } = { fetch: handler };
    const list = (headers: Record<string, string>) =>
      worker.fetch(new Request("https://app/v1/namespace/$/list", { headers }), { apiKey: "k1" }, {});

    expect((await list({})).status).toBe(401);
    expect((await list({ "x-api-key": "k1" })).status).toBe(200);
  });

  test("rejects a body that a parser of Express has already read", async () => {
    const app = express();
    app.use(express.json());
    app.use("/catalog", nodeListener(createNamespaceHandler(new MemoryNamespace())));
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const json = { "content-type": "application/json" };
    const response = await post(`${url}/catalog/v1/namespace/a/create`, { properties: {} }, json);
    expect(response).toMatchObject({
      status: 400,
      body: { code: 13, error: expect.stringContaining("before any body parser") },
    });
    server.close();
    server.closeAllConnections();
  });

  test("is a route of Next", async () => {
    // app/catalog/[...path]/route.ts
    const handler = createNamespaceHandler(new MemoryNamespace(), { basePath: "/catalog" });
    const routes = { GET: handler, POST: handler };

    expect(
      (await routes.POST(new Request("https://app/catalog/v1/namespace/a/create", { method: "POST" })))
        .status,
    ).toBe(200);
    const listed = await routes.GET(new Request("https://app/catalog/v1/namespace/$/list"), {
      params: Promise.resolve({ path: ["v1", "namespace", "$", "list"] }),
    });
    expect(await listed.json()).toEqual({ namespaces: ["a"] });
  });
});
