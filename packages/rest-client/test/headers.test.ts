import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { startServer } from "./support/server.ts";

describe("headers", () => {
  it("carry the key, the token and all configured headers", async () => {
    const server = await startServer({});
    const namespace = new RestNamespace({
      uri: server.url,
      apiKey: "k1",
      token: "t1",
      headers: { "X-Database": "größe", "Content-Type": "text/plain", Host: "elsewhere" },
    });
    await namespace.namespaceExists({ id: ["a"] });
    const headers = server.arrived[0]?.headers;
    expect(headers).toMatchObject({
      "x-api-key": "k1",
      authorization: "Bearer t1",
      "content-type": "application/json",
      host: new URL(server.url).host,
    });
    // Node reads headers as Latin-1; on the wire are the bytes of UTF-8
    expect(Buffer.from(String(headers?.["x-database"]), "latin1").toString()).toBe("größe");
  });

  it("carry a request's identity and context, and the body does not", async () => {
    const server = await startServer({ body: { tags: {} } });
    const namespace = new RestNamespace({ uri: server.url, apiKey: "mine", headers: { "x-a": "mine" } });
    await namespace.describeTable({
      id: ["t"],
      identity: { api_key: "theirs", auth_token: "secret" },
      context: { "header.X-A": "theirs", "headers.x-b": "b", trace: "ignored" },
    });
    await namespace.listTableTags({ id: ["t"], identity: { auth_token: "secret" } });
    expect(server.arrived[0]?.headers).toMatchObject({
      "x-api-key": "theirs",
      authorization: "Bearer secret",
      "x-a": "theirs",
      "x-b": "b",
    });
    expect(JSON.parse(String(server.arrived[0]?.body))).toEqual({ id: ["t"] });
    expect(server.arrived[1]?.headers).toMatchObject({ "x-api-key": "mine", authorization: "Bearer secret" });
    expect(server.arrived[1]?.url).not.toContain("secret");
  });

  it("of one call win over all others", async () => {
    const server = await startServer({});
    const namespace = new RestNamespace({ uri: server.url, token: "t" });
    await namespace.tableExists({ id: ["t"] }, { headers: { Authorization: "Basic x" } });
    expect(server.arrived[0]?.headers.authorization).toBe("Basic x");
  });

  it("from a function are fresh for every attempt", async () => {
    const server = await startServer({ status: 503 }, { body: { tables: [] } });
    let count = 0;
    const namespace = new RestNamespace({
      uri: server.url,
      headers: async () => ({ authorization: `Bearer ${++count}` }),
      retry: { baseDelayMs: 1 },
    });
    await namespace.listTables({ id: [] });
    expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual(["Bearer 1", "Bearer 2"]);
  });

  it("from a function that fails are Unauthenticated, and nothing is sent", async () => {
    const server = await startServer({});
    const cause = new Error("no token");
    const namespace = new RestNamespace({ uri: server.url, headers: () => Promise.reject(cause) });
    await expect(namespace.listAllTables({})).rejects.toMatchObject({ code: 16, cause });
    expect(server.arrived).toEqual([]);
  });

  it.each([
    ["x y", "v"],
    ["", "v"],
    ["x\r\ny", "v"],
    ["x", "secret\r\nx-admin: 1"],
    ["x", "secret\0"],
  ])("that no request can carry are refused: %j", async (name, value) => {
    const server = await startServer({});
    const namespace = new RestNamespace({ uri: server.url, headers: { [name]: value } });
    const error = await namespace.listAllTables({}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 13 });
    expect(String(error)).not.toContain("secret");
    expect(server.arrived).toEqual([]);
  });

  it("of a response do not become its context; the body's own context stays", async () => {
    const server = await startServer({ headers: { "x-a": "1" }, body: { tables: [], context: { k: "v" } } });
    const response = await new RestNamespace({ uri: server.url }).listAllTables({});
    expect(response).toEqual({ tables: [], context: { k: "v" } });
  });
});

describe("properties of other clients", () => {
  it("give uri, delimiter and headers under both prefixes", async () => {
    const server = await startServer({ body: { namespaces: [] } });
    const namespace = RestNamespace.fromProperties({
      uri: `${server.url}/base/`,
      delimiter: ".",
      "header.x-api-key": "k",
      "headers.X-Other": "o",
      ops_metrics_enabled: "true",
      "tls.assert_hostname": "true",
    });
    await namespace.listNamespaces({ id: ["a", "b"] });
    expect(server.arrived[0]).toMatchObject({
      url: "/base/v1/namespace/a.b/list?delimiter=.",
      headers: { "x-api-key": "k", "x-other": "o" },
    });
  });

  it.each([
    "tls.cert_file",
    "tls.ssl_ca_cert",
    "tls.assert_hostname",
    "dynamic_context_provider.impl",
    "rest.auth.type",
  ])("refuse %s, which would otherwise be ignored silently", (key) => {
    const properties = { uri: "http://localhost", [key]: "false" };
    expect(() => RestNamespace.fromProperties(properties)).toThrow(
      expect.objectContaining({ code: 0, message: expect.stringContaining(`"${key}"`) }),
    );
  });

  it("need a uri", () => {
    expect(() => RestNamespace.fromProperties({})).toThrow("missing required property 'uri'");
  });
});

describe("options", () => {
  it.each([
    { delimiter: "" },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { retry: { attempts: 0 } },
    { retry: { baseDelayMs: -1 } },
  ])("that make no sense are refused: %j", (options) => {
    expect(() => new RestNamespace({ uri: "http://localhost", ...options })).toThrow(
      expect.objectContaining({ code: 13 }),
    );
  });
});
