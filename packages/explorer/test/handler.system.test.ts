/** The files that Vite builds, served by the handler. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExplorerHandler, fileHandler } from "../src/handler.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-page-"));
  const configFile = join(import.meta.dirname, "../vite.config.ts");
  await build({ configFile, build: { outDir: folder, emptyOutDir: true } });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const origin = "http://localhost";

function get(
  handler: ExplorerHandler,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): ReturnType<ExplorerHandler> {
  return handler(new Request(origin + path, { method, headers }));
}

/** The addresses in the page, relative to it. */
async function linked(handler: ExplorerHandler, page: string): Promise<string[]> {
  const html = (await (await get(handler, page))?.text()) ?? "";
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
}

describe.each(["/ui", "/catalog/a/ui/", "/"])("below %s", (basePath) => {
  const page = basePath.endsWith("/") ? basePath : `${basePath}/`;

  test("the page and all files that it names are served", async () => {
    const handler = fileHandler(folder, basePath);
    const response = await get(handler, page);
    expect(response?.status).toBe(200);
    expect(response?.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response?.headers.get("cache-control")).toBe("no-cache");
    const addresses = await linked(handler, page);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses) {
      const file = await get(handler, new URL(address, origin + page).pathname);
      expect([address, file?.status]).toEqual([address, 200]);
      expect(file?.headers.get("cache-control")).toContain("immutable");
      expect(file?.headers.get("content-type")).toMatch(/^(text\/javascript|text\/css|image\/svg\+xml)/);
    }
  });

  test("other paths are left to others", async () => {
    const handler = fileHandler(folder, basePath);
    for (const path of ["/v1/namespace/$/list", "/uix/", "/other"])
      expect(await get(handler, path)).toBeUndefined();
  });
});

test("the path without its slash leads to the page", async () => {
  const handler = fileHandler(folder, "/catalog/ui");
  const response = await get(handler, "/catalog/ui?table=a");
  expect(response?.status).toBe(308);
  const target = new URL(response?.headers.get("location") ?? "", `${origin}/catalog/ui`);
  expect(target.href).toBe(`${origin}/catalog/ui/?table=a`);
});

test("a file that is missing is a 404, also one outside of the folder", async () => {
  const handler = fileHandler(folder, "/ui");
  for (const path of ["/ui/none.js", "/ui/assets", "/ui/..%2findex.html"])
    expect((await get(handler, path))?.status).toBe(404);
});

test("only reads are allowed", async () => {
  const handler = fileHandler(folder, "/ui");
  const response = await get(handler, "/ui/", {}, "POST");
  expect([response?.status, response?.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const head = await get(handler, "/ui/", {}, "HEAD");
  expect([head?.status, await head?.text()]).toEqual([200, ""]);
});

test("a browser that has the file gets 304", async () => {
  const handler = fileHandler(folder, "/ui");
  const [script = ""] = await linked(handler, "/ui/");
  for (const path of ["/ui/", `/ui/${script}`]) {
    for (const encoding of ["gzip", "identity"]) {
      const headers = { "accept-encoding": encoding };
      const etag = (await get(handler, path, headers))?.headers.get("etag") ?? "";
      const again = await get(handler, path, { ...headers, "if-none-match": `W/"x", ${etag}` });
      expect([again?.status, await again?.text()]).toEqual([304, ""]);
      const other = await get(handler, path, { ...headers, "if-none-match": '"x"' });
      expect(other?.status).toBe(200);
    }
  }
});

test.each([
  ["gzip, br", true],
  ["br;q=1, gzip;q=0.5", true],
  ["gzip;q=0", false],
  ["gzip;q=0.0", false],
  ["identity", false],
])("accept-encoding: %s", async (header, isCompressed) => {
  const handler = fileHandler(folder, "/ui");
  const scripts = (await linked(handler, "/ui/")).filter((address) => address.endsWith(".js"));
  const [script = ""] = scripts;
  const path = new URL(script, `${origin}/ui/`).pathname;
  const response = await get(handler, path, { "accept-encoding": header });
  expect(response?.headers.get("content-encoding")).toBe(isCompressed ? "gzip" : null);
  expect(response?.headers.get("vary")).toBe("accept-encoding");
  const bytes = await response?.arrayBuffer();
  expect(String(bytes?.byteLength)).toBe(response?.headers.get("content-length"));
});

test("every response has the strict policy", async () => {
  const handler = fileHandler(folder, "/ui");
  for (const path of ["/ui", "/ui/", "/ui/none"]) {
    const headers = (await get(handler, path))?.headers;
    const policy = headers?.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers?.get("x-content-type-options")).toBe("nosniff");
    expect(headers?.get("referrer-policy")).toBe("no-referrer");
  }
});

test("the page has no inline scripts or styles", async () => {
  const html = (await (await get(fileHandler(folder, "/ui"), "/ui/"))?.text()) ?? "";
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/i);
  for (const [, content = ""] of html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g))
    expect(content.trim()).toBe("");
});
