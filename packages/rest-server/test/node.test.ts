import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MemoryNamespace } from "@lancetree/core/memory";
import { afterEach, describe, expect, test } from "vitest";
import type { LogEntry } from "../src/index.ts";
import { createNamespaceHandler } from "../src/index.ts";
import { type NamespaceServer, type ServeOptions, serve, serveHandler } from "../src/node/index.ts";
import { lengthOf, post, sendRaw, stubNamespace } from "./support.ts";

const servers: NamespaceServer[] = [];

async function start(namespace = stubNamespace(fine), options: ServeOptions = {}): Promise<NamespaceServer> {
  const server = await serve(namespace, { port: 0, ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const fine = { describeTable: () => ({ location: "here" }) };

/** Parses the responses in raw bytes. */
function responsesIn(raw: string): { status: number; body: unknown }[] {
  return raw
    .split(/(?=HTTP\/1\.1 \d)/)
    .filter((part) => part.startsWith("HTTP/1.1 ") && !part.startsWith("HTTP/1.1 100"))
    .map((part) => {
      const [head = "", body = ""] = part.split("\r\n\r\n");
      return { status: Number(head.slice(9, 12)), body: body === "" ? undefined : JSON.parse(body) };
    });
}

describe("requests that could be read in two ways", () => {
  const head = "POST /v1/table/t/describe HTTP/1.1\r\nHost: x\r\n";

  test.each([
    ["two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x`],
    ["a length and chunks", `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x`],
    ["chunked twice", `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ["a chunk size that is not a number", `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ["a space before a colon", `${head}Content-Length : 2\r\n\r\n{}`],
    ["a folded header", `${head}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ["a NUL in a header", `${head}X-A: b\u0000c\r\n\r\n`],
    ["no HTTP", "hello\r\n\r\n"],
    ["TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"],
  ])("%s: 400 and the connection ends", async (_, bytes) => {
    const { url } = await start();
    expect(responsesIn(await sendRaw(url, bytes))).toEqual([
      { status: 400, body: { error: "The request is not valid HTTP.", code: 13 } },
    ]);
    // Nothing of it hurt the server.
    expect((await post(`${url}/v1/table/t/describe`)).status).toBe(200);
  });

  test("a path that is too long: 431", async () => {
    const { url } = await start();
    const responses = responsesIn(
      await sendRaw(url, `GET /v1/table/${"a".repeat(20_000)}/stats HTTP/1.1\r\nHost: x\r\n\r\n`),
    );
    expect(responses).toMatchObject([{ status: 431, body: { code: 13 } }]);
  });

  test("methods that fetch does not allow: 400", async () => {
    const { url } = await start();
    expect(
      responsesIn(await sendRaw(url, "TRACE /v1/table HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")),
    ).toMatchObject([{ status: 400, body: { code: 13 } }]);
  });

  test.each([
    ["a whole URL", "GET http://elsewhere/v1/table/t/stats HTTP/1.1", 200],
    ["a path that looks like a host", "GET //v1/table/t/stats HTTP/1.1", 200],
    ["an asterisk", "OPTIONS * HTTP/1.1", 404],
    ["no host", "GET /v1/table/t/stats HTTP/1.0", 200],
  ])("%s is taken as what it says", async (_, line, status) => {
    const { url } = await start(stubNamespace({ getTableStats: () => ({}) }));
    const host = line.endsWith("1.0") ? "" : "Host: x\r\nConnection: close\r\n";
    expect(responsesIn(await sendRaw(url, `${line}\r\n${host}\r\n`))).toMatchObject([{ status }]);
  });

  test("responses on one connection come in the order of the requests", async () => {
    const { url } = await start();
    const one = `${head}Content-Length: 2\r\n\r\n{}`;
    const missing = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
    const last = one.replace("Content-Length", "Connection: close\r\nContent-Length");
    expect(responsesIn(await sendRaw(url, one + missing + last)).map(({ status }) => status)).toEqual([
      200, 404, 200,
    ]);
  });
});

describe("uploads", () => {
  test("that the handler rejects unread get their response, and the connection stays usable", async () => {
    const { url } = await start();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
    });
    const size = 4 * 1024 * 1024;
    socket.write(`POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(Buffer.alloc(size));
    socket.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => responsesIn(received).map(({ status }) => status)).toEqual([404, 200]);
    socket.destroy();
  });

  test("are read no faster than the namespace takes them", async () => {
    let release = (): void => undefined;
    const { url } = await start(
      stubNamespace({
        async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
          let length = 0;
          for await (const chunk of data) {
            if (length === 0)
              await new Promise<void>((resolve) => {
                release = resolve;
              });
            length += chunk.byteLength;
          }
          return { num_inserted_rows: length };
        },
      }),
    );
    const size = 64 * 1024 * 1024;
    const outgoing = httpRequest(`${url}/v1/table/t/insert`, {
      method: "POST",
      headers: { "content-length": size },
    });
    let sent = 0;
    const response = once(outgoing, "response");
    const sending = (async () => {
      const chunk = Buffer.alloc(1024 * 1024);
      for (; sent < size; sent += chunk.length) {
        // oxlint-disable-next-line no-await-in-loop
        if (!outgoing.write(chunk)) await once(outgoing, "drain");
      }
      outgoing.end();
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What the sockets' buffers hold, and not all of it.
    expect(sent).toBeLessThan(size / 2);
    release();
    await sending;
    const [incoming] = (await response) as [AsyncIterable<Uint8Array>];
    let text = "";
    for await (const chunk of incoming) text += String(chunk);
    expect(JSON.parse(text)).toEqual({ num_inserted_rows: size });
  });
});

describe("clients that disconnect", () => {
  test("abort the operation", async () => {
    const signals: AbortSignal[] = [];
    const entries: LogEntry[] = [];
    const { url } = await start(
      stubNamespace({
        dropTable: (_: never, { signal }: { signal: AbortSignal }) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      }),
      { log: (entry) => entries.push(entry) },
    );
    const drop = "POST /v1/table/t/drop HTTP/1.1\r\nHost: x\r\n\r\n";
    await sendRaw(url, drop, async () => {
      await expect.poll(() => signals.length).toBe(1);
    });
    await expect.poll(() => signals[0]?.aborted).toBe(true);
    await expect.poll(() => entries).toMatchObject([{ status: 499, operation: "dropTable" }]);
  });

  test("abort an upload, which is an error for the namespace", async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const { url } = await start(
      stubNamespace({
        async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
          calls++;
          try {
            await lengthOf(data);
          } catch (error) {
            failures.push(error);
            throw error;
          }
          return {};
        },
      }),
    );
    const half = "POST /v1/table/t/insert HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf";
    await sendRaw(url, half, async () => {
      await expect.poll(() => calls).toBe(1);
    });
    await expect.poll(() => failures.length).toBe(1);
  });

  test("stop a query's rows", async () => {
    let isStopped = false;
    const { url } = await start(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            try {
              for (;;) yield new Uint8Array(65_536);
            } finally {
              isStopped = true;
            }
          })(),
        }),
      }),
    );
    const gone = new AbortController();
    const response = await fetch(`${url}/v1/table/t/query`, {
      method: "POST",
      body: '{"k":1}',
      signal: gone.signal,
    });
    await response.body?.getReader().read();
    gone.abort();
    await expect.poll(() => isStopped).toBe(true);
  });

  test("and do not read slow down a query's rows", async () => {
    let made = 0;
    const { url } = await start(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            for (; made < 1000; made++) yield new Uint8Array(1024 * 1024);
          })(),
        }),
      }),
    );
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /v1/table/t/query HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n{"k":1}');
    await once(socket, "readable");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(made).toBeLessThan(100);
    socket.destroy();
  });

  test("buffer no more of a query's rows than are in transit", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const made: WeakRef<Uint8Array>[] = [];
    let alive = 0;
    const { url } = await start(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            for (let chunk = 0; chunk < 30; chunk++) {
              const bytes = new Uint8Array(100_000);
              made.push(new WeakRef(bytes));
              yield bytes;
              // A reference that was looked at lives until the end of a turn.
              await new Promise((resolve) => setTimeout(resolve, 1));
              collect();
              alive = Math.max(alive, made.filter((reference) => reference.deref()).length);
            }
          })(),
        }),
      }),
    );
    const response = await fetch(`${url}/v1/table/t/query`, { method: "POST", body: '{"k":1}' });
    expect(await lengthOf(response.body!)).toBe(3_000_000);
    expect(alive).toBeLessThan(15);
  });

  test("notice a query that ends early", async () => {
    const { url } = await start(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            yield new Uint8Array(10);
            throw new Error("late");
          })(),
        }),
      }),
    );
    const reading = fetch(`${url}/v1/table/t/query`, { method: "POST", body: '{"k":1}' });
    await expect(reading.then((response) => response.arrayBuffer())).rejects.toThrow(/terminated|failed/);
  });
});

describe("close", () => {
  test("finishes requests in progress and accepts no new ones", async () => {
    const calls: (() => void)[] = [];
    const dropTable = () => new Promise((resolve) => calls.push(() => resolve({})));
    const server = await start(stubNamespace({ dropTable }));
    const under = post(`${server.url}/v1/table/t/drop`);
    await expect.poll(() => calls.length).toBe(1);
    const closed = server.close();
    await expect(fetch(`${server.url}/health`, { headers: { connection: "close" } })).rejects.toThrow(
      "fetch failed",
    );
    calls[0]?.();
    const response = await under;
    expect(response.status).toBe(200);
    expect(response.headers.get("connection")).toBe("close");
    await closed;
    await server.close();
  });

  test("does not wait for idle connections, used or not", async () => {
    const server = await start(stubNamespace({}), { closeTimeoutMs: 3_600_000 });
    await post(`${server.url}/v1/table/t/describe`);
    const { hostname, port } = new URL(server.url);
    const unused = connect(Number(port), hostname);
    await once(unused, "connect");
    // A request on another connection: by then the server has taken this one as well.
    await fetch(`${server.url}/health`, { headers: { connection: "close" } });
    expect(await server.close()).toBeUndefined();
  });

  test("stops waiting after its time limit", async () => {
    const signals: AbortSignal[] = [];
    const server = await start(
      stubNamespace({
        dropTable: (_: never, { signal }: { signal: AbortSignal }) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      }),
      { closeTimeoutMs: 100 },
    );
    const under = post(`${server.url}/v1/table/t/drop`).catch(() => "broken");
    await expect.poll(() => signals.length).toBe(1);
    await server.close();
    expect(await under).toBe("broken");
    await expect.poll(() => signals[0]?.aborted).toBe(true);
  });
});

describe("serve", () => {
  test("has its URL, including the base path", async () => {
    const { url } = await start(new MemoryNamespace(), { basePath: "/catalogs/a/" });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/catalogs\/a$/);
    expect(await (await fetch(`${url}/v1/namespace/$/list`)).json()).toEqual({ namespaces: [] });
  });

  test("rejects where it cannot listen", async () => {
    const { url } = await start();
    await expect(serve(new MemoryNamespace(), { port: Number(new URL(url).port) })).rejects.toThrow(
      "EADDRINUSE",
    );
  });

  test("uses one connection for many requests", async () => {
    const { url } = await start();
    const one = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    const last = one.replace("Host", "Connection: close\r\nHost");
    const raw = await sendRaw(url, one.repeat(49) + last);
    expect(responsesIn(raw)).toHaveLength(50);
  });
});

test.each([undefined, true])(
  "a function around a handler gets a Request of fetch, unless the host says that it reads the parts only: %s",
  async (readsPartsOnly) => {
    const handler = createNamespaceHandler(stubNamespace(fine));
    const seen: unknown[] = [];
    const server = await serveHandler(
      async (request, caller) => {
        const response = await handler(request, caller);
        seen.push(request instanceof Request, response instanceof Response, request.method, request.url);
        seen.push(request.headers.get("content-type"), response.status, response.headers.get("content-type"));
        return response;
      },
      { port: 0, readsPartsOnly },
    );
    servers.push(server);
    const type = { "content-type": "application/json" };
    const { body } = await post(`${server.url}/v1/table/t/describe`, { id: ["t"] }, type);
    expect(body).toEqual({ location: "here" });
    const isWhole = readsPartsOnly !== true;
    const url = "http://localhost/v1/table/t/describe";
    expect(seen).toEqual([isWhole, isWhole, "POST", url, "application/json", 200, "application/json"]);
  },
);

test.each([
  ["body", async (response: Response) => response.body],
  ["text()", async (response: Response) => response.text()],
])("the %s of a response can be read where the host reads the parts only", async (_, read) => {
  const handler = createNamespaceHandler(stubNamespace(fine));
  const server = await serveHandler(
    async (request, caller) => new Response(await read(await handler(request, caller))),
    { port: 0, readsPartsOnly: true },
  );
  servers.push(server);
  expect(await (await fetch(`${server.url}/health`)).text()).toBe('{"status":"ok"}');
});
