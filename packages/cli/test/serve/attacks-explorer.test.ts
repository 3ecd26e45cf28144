/** What other pages and programs can do with the explorer of an installed server. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startUi, type UiProcess } from "../support/ui-process.ts";
import { testFolder } from "./support/folder.ts";
import { send } from "./support/http.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const folder = await testFolder();
let server: ServerProcess;
let ui: UiProcess;

beforeAll(async () => {
  server = await startServer(["--root", join(folder, "catalog")]);
  ui = await startUi(["--root", join(folder, "catalog")]);
});

afterAll(async () => {
  await Promise.all([server.end("SIGKILL"), ui.end("SIGKILL")]);
});

describe("the page", () => {
  it("is not for frames, runs no inline scripts, and loads nothing from elsewhere", async () => {
    for (const path of ["/ui", "/ui/", "/ui/none.js"]) {
      const { headers } = await send(server.url, path, { method: "GET" });
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:|default-src[^;]*(data|blob):/);
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["set-cookie"]).toBeUndefined();
    }
  });

  it("repeats nothing of its address", async () => {
    for (const path of [
      "/ui/<script>x</script>",
      "/ui/%0d%0aset-cookie:a=b",
      "/ui?%0d%0aset-cookie:a=b",
      "/ui?<script>",
    ]) {
      const response = await send(server.url, path, { method: "GET" });
      expect(response.text).not.toContain("script");
      expect(response.headers["set-cookie"]).toBeUndefined();
      expect(String(response.headers["location"] ?? "")).toMatch(/^(ui\/[^\r\n]*)?$/);
    }
  });

  it("reads no other files of the machine", async () => {
    for (const path of [
      "/ui/../package.json",
      "/ui/..%2f..%2fpackage.json",
      "/ui/%2e%2e/index.js",
      "/ui//etc/passwd",
    ]) {
      expect([path, (await send(server.url, path, { method: "GET" })).status]).not.toEqual([path, 200]);
    }
  });

  it("is not shown to a page that makes its own name lead here", async () => {
    const response = await send(server.url, "/ui/", { method: "GET", headers: { host: "evil.example" } });
    expect(response.status).toBe(403);
  });

  it("is not served with --no-ui", async () => {
    await using without = await startServer(["--root", join(folder, "catalog"), "--no-ui"]);
    expect((await send(without.url, "/ui/", { method: "GET" })).status).toBe(404);
  });
});

describe("a link of lancetree ui", () => {
  it("is of no use to pages of other origins, also of other ports of this machine", async () => {
    const { origin, host, hash, pathname } = new URL(ui.links()[0] ?? "");
    const path = pathname.replace(/ui\/$/, "lancetree/v1/session");
    const authorization = `Bearer ${hash.replace("#token=", "")}`;
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "http://127.0.0.1:1" },
      { origin: "null" },
      { origin, "sec-fetch-site": "same-site" },
      {},
    ]) {
      const response = await send(origin, path, { headers: { host, authorization, ...headers } });
      expect([headers, response.status, response.headers["set-cookie"]]).toEqual([headers, 403, undefined]);
    }
    const rebound = { host: "evil.example", origin: "http://evil.example", authorization };
    expect((await send(origin, path, { headers: rebound })).status).toBe(403);
  });

  it("gives a cookie with which pages of other origins can do nothing", async () => {
    const browser = await ui.open(ui.links()[0] ?? "");
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "http://127.0.0.1:1" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
    ])
      expect((await browser.call("v1/namespace/a/create", { headers })).status).toBe(403);
    expect((await browser.call("v1/namespace/a/create")).status).toBe(200);
  });

  it("is in no line that the program writes later", async () => {
    const [used = ""] = ui.links();
    const { hash } = new URL(used);
    expect(ui.written().split(hash)).toHaveLength(2);
    expect(ui.written()).not.toMatch(/lancetree-session/);
  });
});
