import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, it } from "vitest";
import { isServerOptionError, type ServerOptions, startServer } from "../src/index.ts";

/** A server with links, whose page is its path; the links that it has made so far. */
async function start(options: Partial<ServerOptions> = {}) {
  const links: string[] = [];
  const server = await startServer({
    source: { namespace: new MemoryNamespace() },
    port: 0,
    links: {
      page: (basePath) => async (request) =>
        new URL(request.url).pathname === `${basePath}/` ? new Response("page") : undefined,
      onLink: (link) => links.push(link),
    },
    ...options,
  });
  return { server, links };
}

interface Link {
  readonly origin: string;
  /** The path in front of everything, with a slash at its end. */
  readonly base: string;
  readonly token: string;
}

function read(link: string | undefined): Link {
  const { origin, pathname, hash } = new URL(link ?? "");
  return { origin, base: pathname.replace(/ui\/$/, ""), token: hash.replace("#token=", "") };
}

function exchange({ origin, base, token }: Link, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}${base}lancetree/v1/session`, {
    method: "POST",
    headers: { origin, authorization: `Bearer ${token}`, ...headers },
  });
}

async function list(url: string, cookie?: string): Promise<number> {
  const response = await fetch(`${url}v1/namespace/%24/list`, { headers: cookie ? { cookie } : {} });
  return response.status;
}

describe("a server with links", () => {
  it("lets in a browser that opened a link, once for each link", async () => {
    const { server, links } = await start();
    await using _ = server;
    const link = read(links[0]);
    expect(await (await fetch(`${link.origin}${link.base}ui/`)).text()).toBe("page");
    expect(await list(link.origin + link.base)).toBe(401);
    const opened = await exchange(link);
    expect(opened.status).toBe(204);
    const header = opened.headers.get("set-cookie") ?? "";
    const [cookie = "", ...attributes] = header.split("; ");
    expect(attributes).toEqual([`Path=${link.base}`, "HttpOnly", "SameSite=Strict"]);
    expect(await list(link.origin + link.base, cookie)).toBe(200);
    expect(await list(link.origin + link.base, `other=1; lancetree-session=x; ${cookie}`)).toBe(200);
    expect((await exchange(link)).status).toBe(401);
    expect(links).toHaveLength(2);
    expect((await exchange(read(links[1]))).status).toBe(204);
  });

  it("refuses every other client at every path", async () => {
    const { server, links } = await start();
    await using _ = server;
    const { origin, base } = read(links[0]);
    for (const path of [
      "/",
      "/health",
      "/metrics",
      "/ready",
      "/v1/namespace/%24/list",
      `${base}openapi.json`,
    ]) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 401]);
    }
    for (const cookie of ["lancetree-session=", "lancetree-session", "x-lancetree-session=a"])
      expect(await list(origin + base, cookie)).toBe(401);
  });

  it("serves nothing at another path, also to a browser that opened a link", async () => {
    const { server, links } = await start();
    await using _ = server;
    const link = read(links[0]);
    const [cookie = ""] = ((await exchange(link)).headers.get("set-cookie") ?? "").split("; ");
    expect(await list(`${link.origin}/`, cookie)).toBe(404);
  });

  it("makes sessions for pages of its own origin alone", async () => {
    const { server, links } = await start();
    await using _ = server;
    const link = read(links[0]);
    const { port } = new URL(link.origin);
    for (const headers of [
      { origin: "null" },
      { origin: "http://evil.example" },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: `http://localhost:${port}` },
      { origin: `https://127.0.0.1:${port}` },
      { origin: link.origin, "sec-fetch-site": "same-site" },
      { origin: link.origin, "sec-fetch-site": "cross-site" },
    ])
      expect([headers, (await exchange(link, headers)).status]).toEqual([headers, 403]);
    const got = await fetch(`${link.origin}${link.base}lancetree/v1/session`, {
      headers: { origin: link.origin, authorization: `Bearer ${link.token}` },
    });
    expect(got.status).toBe(403);
    expect((await exchange({ ...link, token: "" })).status).toBe(401);
    expect((await exchange(link)).status).toBe(204);
  });

  it.each([
    { host: "0.0.0.0", allowInsecure: true },
    { apiKeyFile: "keys.json" },
    { pages: async () => undefined },
  ])("does not start with %o", async (options) => {
    const failure = await start(options).catch((error: unknown) => error);
    expect(isServerOptionError(failure) && failure.option).toBe("links");
  });
});
