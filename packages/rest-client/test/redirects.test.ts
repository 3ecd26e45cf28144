import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { collect, failureOf, startServer } from "./support/server.ts";

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1]);
}

describe("a redirect inside the origin", () => {
  it.each([307, 308])("with status %i keeps method, headers and body", async (status) => {
    const server = await startServer(
      { status, headers: { location: "/moved/v1/table/t/insert?delimiter=%24" } },
      { body: { version: 2 } },
    );
    const namespace = new RestNamespace({ uri: server.url, apiKey: "k" });
    expect(await namespace.insertIntoTable({ id: ["t"], data: new Uint8Array([7, 8]) })).toEqual({
      version: 2,
    });
    expect(server.arrived[1]).toMatchObject({
      method: "POST",
      url: "/moved/v1/table/t/insert?delimiter=%24",
      headers: { "x-api-key": "k", "content-type": "application/vnd.apache.arrow.stream" },
      body: Buffer.from([7, 8]),
    });
  });

  it.each([301, 302, 303])("with status %i is followed by GET only", async (status) => {
    const server = await startServer(
      { status, headers: { location: "/v1/other" } },
      { body: { tables: [] } },
    );
    const namespace = new RestNamespace({ uri: server.url, retry: false });
    expect(await namespace.listAllTables({})).toEqual({ tables: [] });
    const write = await startServer({ status, headers: { location: "/v1/other" } }, {});
    const error = await failureOf(new RestNamespace({ uri: write.url }).dropTable({ id: ["t"] }));
    expect(error).toMatchObject({ code: 18, message: expect.stringContaining(String(status)) });
    expect(write.arrived.length).toBe(1);
  });

  it("is not followed indefinitely", async () => {
    const server = await startServer({ status: 307, headers: { location: "/again" } });
    const namespace = new RestNamespace({ uri: server.url });
    expect(await failureOf(namespace.listAllTables({}))).toMatchObject({ code: 18 });
    expect(server.arrived.length).toBe(6);
  });

  it("cannot be followed with a stream, which is sent once", async () => {
    const server = await startServer({ status: 307, headers: { location: "/moved" } }, {});
    const namespace = new RestNamespace({ uri: server.url });
    expect(await failureOf(namespace.insertIntoTable({ id: ["t"], data: chunks() }))).toMatchObject({
      code: 18,
      message: expect.stringContaining("uri"),
    });
    expect(server.arrived.length).toBe(1);
  });
});

describe("a redirect to another origin", () => {
  it.each([301, 302, 303, 307, 308])("with status %i gets no request at all", async (status) => {
    const other = await startServer({ body: { tables: [] } });
    for (const location of [`${other.url}/v1/table`, `//user:p@${new URL(other.url).host}/v1/table`]) {
      const server = await startServer({ status, headers: { location } });
      const namespace = new RestNamespace({ uri: server.url, apiKey: "k", token: "t" });
      const error = await failureOf(collect(namespace.tables()));
      expect(error).toMatchObject({ code: 18, message: expect.stringContaining(other.url) });
      expect(server.arrived.length).toBe(1);
    }
    expect(other.arrived).toEqual([]);
  });

  it("of the same host gets no request either", async () => {
    const server = await startServer({
      status: 307,
      headers: { location: "http://user:secret@127.0.0.1/v1/table" },
    });
    const namespace = new RestNamespace({ uri: server.url });
    const error = await failureOf(namespace.listAllTables({}));
    expect(error).toMatchObject({ code: 18 });
    expect(String(error)).not.toContain("secret");
  });

  it("where a browser hides it, is an error", async () => {
    // what a browser returns for `redirect: "manual"`
    const opaque = new Response(null);
    Object.defineProperty(opaque, "type", { value: "opaqueredirect" });
    const namespace = new RestNamespace({ uri: "http://localhost", fetch: async () => opaque });
    await expect(namespace.listAllTables({})).rejects.toThrow("browser");
  });
});
