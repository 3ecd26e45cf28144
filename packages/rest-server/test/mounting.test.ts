import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MemoryNamespace } from "@lancetree/core/memory";
import express from "express";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";
import { nodeListener } from "../src/node/index.ts";
import { post } from "./support.ts";

describe("a handler in other people's servers", () => {
  it("is a route of Hono", async () => {
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

  it("is a middleware of Express", async () => {
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

  it("is a route of Next", async () => {
    // app/catalog/[...path]/route.ts
    const handler = createNamespaceHandler(new MemoryNamespace(), { basePath: "/catalog" });
    const routes = { GET: handler, POST: handler };

    expect(
      (await routes.POST(new Request("https://app/catalog/v1/namespace/a/create", { method: "POST" })))
        .status,
    ).toBe(200);
    const listed = await routes.GET(new Request("https://app/catalog/v1/namespace/$/list"));
    expect(await listed.json()).toEqual({ namespaces: ["a"] });
  });
});
