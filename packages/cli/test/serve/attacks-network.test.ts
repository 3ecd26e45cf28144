import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, rows, send } from "./support/http.ts";
import { writeKeys } from "./support/keys.ts";
import { run, type ServerProcess, startServer } from "./support/server-process.ts";

let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await testFolder();
  server = await startServer(["--root", join(folder, "catalog")]);
});

afterAll(async () => {
  await server.end("SIGKILL");
});

describe("without keys", () => {
  it("a page that makes its own name lead here is turned away", async () => {
    const status = async (host: string): Promise<number> =>
      (await send(server.url, "/v1/namespace/%24/exists", { headers: { host } })).status;
    for (const host of [
      "evil.example",
      "evil.example:2333",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "local.api.lancedb.com.evil.example",
      "x@evil.example",
    ]) {
      expect([host, await status(host)]).toEqual([host, 403]);
    }
    for (const host of [
      "localhost",
      "localhost:2333",
      "127.0.0.1:1",
      "[::1]:2333",
      "name.local.api.lancedb.com",
    ]) {
      expect([host, await status(host)]).toEqual([host, 200]);
    }
    const page = await send(server.url, "/metrics", { method: "GET", headers: { host: "evil.example" } });
    expect(page.status).toBe(403);
  });

  it("pages of other sites are turned away, and may read nothing", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const headers = { "sec-fetch-site": site, origin: "http://evil.example" };
      const response = await send(server.url, "/v1/namespace/%24/exists", { headers });
      expect([site, response.status, response.headers["access-control-allow-origin"]]).toEqual([
        site,
        403,
        undefined,
      ]);
    }
    const preflight = await send(server.url, "/v1/namespace/%24/exists", {
      method: "OPTIONS",
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.status).toBeGreaterThanOrEqual(400);
  });

  it("neither header alone makes a page of another site one of this server", async () => {
    const host = new URL(server.url).host;
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await send(server.url, "/v1/namespace/%24/exists", { headers: { host, ...headers } })).status;
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { origin: "http://localhost" },
      { origin: "http://evil.example", "sec-fetch-site": "same-origin" },
      { origin: `http://${host}.evil.example` },
      { "sec-fetch-site": "cross-site" },
    ]) {
      expect([headers, await status(headers)]).toEqual([headers, 403]);
    }
    expect(await status({ origin: `http://${host}` })).toBe(200);
    expect(await status({})).toBe(200);
  });

  it("a target with dot segments reaches nothing", async () => {
    const table = "/v1/table/kept";
    await mustSucceed(send(server.url, `${table}/create`, { body: rows(1) }));
    for (const path of [
      `${table}/index/../drop`,
      `${table}/index/%2e%2e/drop`,
      `${table}/index/..;/drop`,
      "/v1/table/other%2F..%2Fkept/drop",
      "/v1/namespace/../table/kept/drop",
    ]) {
      expect([path, (await send(server.url, path)).status]).toEqual([path, 400]);
    }
    expect((await send(server.url, `${table}/exists`)).status).toBe(200);
  });

  it("does not listen beyond this machine", async () => {
    const words = ["serve", "--root", join(folder, "catalog"), "--port", "0", "--host", "0.0.0.0"];
    const { code, err } = await run(words);
    expect(code).toBe(2);
    expect(err).toMatch(/every client that reaches 0.0.0.0 could read and change the catalog/);
  });

  it("does so with --allow-insecure, and warns of it", async () => {
    await using open = await startServer([
      "--root",
      join(folder, "catalog"),
      "--host",
      "0.0.0.0",
      "--allow-insecure",
    ]);
    await open.saw(/Warning: every client/);
    expect(open.written()).toMatch(/every client that reaches this address can read and change the catalog/);
  });
});

it("with keys it listens anywhere, and warns where they could be overheard", async () => {
  const { file } = await writeKeys(folder, { ann: { role: "read" } });
  await using open = await startServer([
    "--root",
    join(folder, "catalog"),
    "--host",
    "0.0.0.0",
    "--api-key-file",
    file,
  ]);
  await open.saw(/Warning: without TLS, keys can be read on the network/);
  const url = open.url.replace("0.0.0.0", "127.0.0.1");
  expect((await send(url, "/v1/namespace/%24/exists")).status).toBe(401);
});
