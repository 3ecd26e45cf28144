import { BaseNamespace, type CallOptions, type Namespace, TableNotFoundError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { RestNamespace } from "@lancetree/rest-client";
import { type NamespaceServer, serve } from "@lancetree/rest-server/node";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { forwardedHeaders } from "../src/databases/forwarded-headers.ts";
import { ask, type Served, serveToml } from "./support/serving.ts";

const list = "/v1/namespace/%24/list?delimiter=%24";
// Headers that fetch adds by itself.
const fetchHeaders =
  /^(accept|accept-.*|connection|content-.*|host|sec-fetch-.*|transfer-encoding|user-agent)$/;

describe("another server's database", () => {
  it("receives headers that begin with a listed prefix, in any case, and no other header of the caller", async () => {
    const { server, received } = await behind(new MemoryNamespace(), '["X-forward", "traceparent"]');
    await ask(server.url + list, {
      "X-Forward-Authorization": "Bearer xxxx",
      "x-forward": "bare",
      "x-FORWARDED-for-real": 'a, b;c="d"',
      traceparent: "00-1-2-3",
      authorization: "Bearer ours",
      "x-api-key": "ours",
      cookie: "session=ours",
      "x-request-id": "r1",
      "x-lancedb-database": "far",
      "x-lancedb-user-id": "u",
      "x-amz-security-token": "ours",
      "not-x-forward": "no",
      "x-lancedb-min-timestamp": "2026-01-01T00:00:00.123456789+00:00",
    });
    expect(received()).toEqual({
      "x-forward-authorization": "Bearer xxxx",
      "x-forward": "bare",
      "x-forwarded-for-real": 'a, b;c="d"',
      traceparent: "00-1-2-3",
      "x-lancedb-min-timestamp": "2026-01-01T00:00:00.123456789+00:00",
    });
  });

  it("receives no header when no prefix is listed, also none from the body", async () => {
    const { server, received } = await behind(new MemoryNamespace(), "[]");
    const headers = { "x-api-key": "ours", "x-forward-a": "b", "x-lancedb-min-timestamp": "yesterday" };
    const body = {
      identity: { api_key: "in the body", auth_token: "in the body" },
      context: { "header.x-forward-b": "in the body", "headers.x-api-key": "in the body" },
    };
    await ask(`${server.url}/v1/namespace/%24/describe?delimiter=%24`, headers, body);
    expect(received()).toEqual({});
    const operations = [{ deregister_table: { id: ["t"], ...body } }];
    await ask(`${server.url}/v1/table/batch-commit?delimiter=%24`, headers, { operations, ...body });
    expect(received()).toEqual({});
  });

  it("receives the caller's credentials only when a prefix lists them", async () => {
    const { server, received } = await behind(new MemoryNamespace(), '["x-api-key", "Authorization"]');
    await ask(server.url + list, { "x-api-key": "k", authorization: "Bearer t", cookie: "c" });
    expect(received()).toEqual({ "x-api-key": "k", authorization: "Bearer t" });
  });

  it("receives the context of a body as headers, and real headers take precedence", async () => {
    const { server, received } = await behind(new MemoryNamespace(), '["x-forward"]');
    const context = { "header.X-Forward-A": "body", "headers.x-forward-b": "body", "header.x-other": "body" };
    await ask(
      `${server.url}/v1/namespace/%24/describe?delimiter=%24`,
      { "x-forward-a": "header" },
      { context },
    );
    expect(received()).toEqual({ "x-forward-a": "header", "x-forward-b": "body" });
  });

  it("receives its own headers from the file; forwarded ones take precedence", async () => {
    const own = '"header.authorization" = "Bearer ${TOKEN}"\n"header.x-team" = "a"\n';
    const { server, received } = await behind(new MemoryNamespace(), '["x-team"]', own);
    await ask(server.url + list, { authorization: "Bearer ours" });
    expect(received()).toEqual({ authorization: "Bearer s3cret", "x-team": "a" });
    await ask(server.url + list, { "x-team": "b" });
    expect(received()).toEqual({ authorization: "Bearer s3cret", "x-team": "b" });
  });

  it("keeps every byte of a value", async () => {
    const { server, received } = await behind(new MemoryNamespace(), '["x-forward"]');
    const utf8 = Buffer.from("Grüße, 世界").toString("latin1");
    await ask(server.url + list, { "x-forward-name": utf8 });
    expect(received()).toEqual({ "x-forward-name": utf8 });
    const { status, body } = await ask(server.url + list, { "x-forward-name": "gr\u00fc\u00dfe" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 13, error: expect.stringContaining('"x-forward-name"') });
  });

  it("keeps the context, the errors and the codes of its responses", async () => {
    class ContextNamespace extends BaseNamespace {
      override async describeTable(_: object, options?: CallOptions) {
        if (options?.signal?.aborted) throw new Error("aborted");
        return { location: "memory://t", context: { "header.x-forward-reply": "yes", note: "kept" } };
      }
      override async listTables(): Promise<never> {
        throw new TableNotFoundError("reported by the other server");
      }
    }
    const { server } = await behind(new ContextNamespace(), '["x-forward"]');
    const { headers, body } = await ask(`${server.url}/v1/table/t/describe?delimiter=%24`, {}, {});
    expect(headers.get("x-forward-reply")).toBe("yes");
    expect(body).toEqual({
      location: "memory://t",
      context: { "header.x-forward-reply": "yes", note: "kept" },
    });
    const failed = await ask(`${server.url}/v1/namespace/%24/table/list?delimiter=%24`);
    expect(failed.body).toMatchObject({ error: "reported by the other server", code: 4 });
    expect((await ask(`${server.url}/v1/table/t/drop?delimiter=%24`, {}, {})).status).toBe(406);
  });

  it("is unavailable while its server is down, and the error does not contain its address", async () => {
    const { server } = await serveToml(
      '[federated_dbs.far]\nns_impl = "rest"\nuri = "http://127.0.0.1:1/secret-path"\n',
    );
    const { status, body } = await ask(server.url + list);
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|secret-path/);
  });

  it("is called below the prefix", async () => {
    const far = new MemoryNamespace();
    await far.createNamespace({ id: ["a"] });
    await far.createNamespace({ id: ["a", "b"] });
    const { server, received } = await behind(far, '["x-forward"]');
    const headers = { "x-lancedb-database-prefix": "a/b", "x-forward-a": "1" };
    const near = new RestNamespace({ uri: server.url, headers });
    await near.createNamespace({ id: ["n"] });
    expect(received()).toEqual({ "x-forward-a": "1" });
    await near.declareTable({ id: ["n", "t"] });
    expect((await far.listTables({ id: ["a", "b", "n"] })).tables).toEqual(["t"]);
    expect((await near.listAllTables({})).tables).toEqual(["n$t"]);
    await expect(near.tableExists({ id: ["n", "u"] })).rejects.toMatchObject({
      code: 4,
      message: "Table 'n/u' was not found.",
    });
  });

  it("may be a federation as well", async () => {
    const far = new MemoryNamespace();
    const inner = await behind(far, '["x-forward"]');
    const own = '"header.x-lancedb-database" = "far"\n';
    const outer = await serveToml(
      `[federated_dbs.near]\nns_impl = "rest"\nuri = "${inner.server.url}"\nforward_header_prefixes = ["x-f"]\n${own}`,
    );
    await new RestNamespace({
      uri: outer.server.url,
      headers: { "x-forward-a": "1", "x-foo": "2" },
    }).createNamespace({
      id: ["n"],
    });
    expect((await far.listNamespaces({ id: [] })).namespaces).toEqual(["n"]);
    expect(inner.received()).toEqual({ "x-forward-a": "1" });
  });
});

describe("forwarded headers", () => {
  it("are never those of a connection or a message", () => {
    const never = {
      connection: "x-forward-a, keep-alive",
      "content-length": "1",
      "content-type": "text/plain",
      expect: "100-continue",
      host: "h",
      "keep-alive": "1",
      "proxy-authorization": "p",
      "proxy-connection": "p",
      te: "trailers",
      trailer: "x",
      "transfer-encoding": "chunked",
      upgrade: "h2c",
      "x-forward-a": "named by connection",
    };
    const incoming = new Headers({ ...never, "x-forward-b": "b" });
    const all = ["c", "e", "h", "k", "p", "t", "u", "x"];
    expect(forwardedHeaders(all, { incoming })).toEqual({ "x-forward-b": "b" });
    const context = Object.fromEntries(
      Object.entries(never).map(([name, value]) => [`header.${name}`, value]),
    );
    expect(forwardedHeaders(all, { context })).toEqual({ "x-forward-a": "named by connection" });
  });

  it("are exactly those that begin with a prefix", () => {
    const character = fc.constantFrom(..."abAB-_1".split(""));
    const name = fc.string({ unit: character, minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(name),
        fc.uniqueArray(name, { selector: (one) => one.toLowerCase() }),
        (prefixes, names) => {
          const incoming = new Headers(names.map((one): [string, string] => [one, `value of ${one}`]));
          const lower = prefixes.map((prefix) => prefix.toLowerCase());
          const expected = names
            .filter((one) => lower.some((prefix) => one.toLowerCase().startsWith(prefix)))
            .map((one) => [one.toLowerCase(), `value of ${one}`]);
          expect(forwardedHeaders(lower, { incoming })).toEqual(Object.fromEntries(expected));
        },
      ),
    );
  });
});

interface Behind extends Served {
  readonly far: NamespaceServer;
  /** The headers of the last request that the other server received, without those that fetch adds. */
  readonly received: () => Record<string, string>;
}

/** Serves a namespace from another server, and a federation with that server as a database. */
async function behind(namespace: Namespace, prefixes: string, more = ""): Promise<Behind> {
  let last = new Headers();
  const far = await serve(namespace, {
    port: 0,
    authenticate({ headers }) {
      last = headers;
      return { name: "federation" };
    },
  });
  onTestFinished(() => far.close());
  const toml = `[federated_dbs.far]\nns_impl = "rest"\nuri = "${far.url}"\nforward_header_prefixes = ${prefixes}\n${more}`;
  const served = await serveToml(toml, { environment: { TOKEN: "s3cret" } });
  return {
    ...served,
    far,
    received: () => Object.fromEntries([...last].filter(([name]) => !fetchHeaders.test(name))),
  };
}
