import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ListenOptions, type NamespaceServer, nodeListener, serveHandler } from "../src/node/index.ts";

const get = (path: string, name = ""): string => `GET ${path} HTTP/1.1\r\nhost: x\r\nx-name: ${name}\r\n\r\n`;

const ownerOf = (headers: Headers): string | undefined => headers.get("x-name") || undefined;
const opened: (AsyncDisposable | Disposable)[] = [];
/** Ends the responses to `/slow`. */
let finish: () => void = () => undefined;
let slowRequests = 0;

afterEach(async () => {
  finish();
  for (const one of opened.splice(0).toReversed()) {
    // oxlint-disable-next-line no-await-in-loop
    await (Symbol.dispose in one ? one[Symbol.dispose]() : one[Symbol.asyncDispose]());
  }
});

async function start(options: ListenOptions): Promise<NamespaceServer> {
  slowRequests = 0;
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const server = await serveHandler(
    async (request) => {
      if (request.url.endsWith("/slow")) {
        slowRequests++;
        await slow;
      }
      return new Response("ok");
    },
    { port: 0, ...options },
  );
  opened.push(server);
  return server;
}

async function open({ url }: NamespaceServer, text = ""): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
  opened.push({ [Symbol.dispose]: () => void socket.destroy() });
  await once(socket, "connect");
  if (text !== "") socket.write(text);
  return socket;
}

/** Sends a request and waits for the first bytes of its response. */
async function ask(server: NamespaceServer, text: string): Promise<Socket> {
  const socket = await open(server, text);
  await once(socket, "data");
  return socket;
}

async function isClosed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket.resume(), "close");
}

test("a new connection replaces the oldest one without a request", async () => {
  const server = await start({ maxConnections: 2 });
  const first = await ask(server, get("/"));
  const second = await ask(server, get("/"));
  await ask(server, get("/"));
  await isClosed(first);
  second.write(get("/"));
  expect(String((await once(second, "data"))[0])).toContain("200 OK");
});

test("a connection with a request in progress stays open, and a new one is closed when all have one", async () => {
  const server = await start({ maxConnections: 1 });
  const busy = await open(server, get("/slow"));
  await expect.poll(() => slowRequests).toBe(1);
  await isClosed(await open(server));
  finish();
  expect(String((await once(busy, "data"))[0])).toContain("200 OK");
});

test("connections of unknown callers are closed first, and the newest one stays", async () => {
  const server = await start({ maxConnections: 8, ownerOf });
  const known = await Promise.all([1, 2, 3].map(() => ask(server, get("/", "ann"))));
  const strangers: Socket[] = [];
  // oxlint-disable-next-line no-await-in-loop
  for (let index = 0; index < 12; index++) strangers.push(await ask(server, get("/")));
  await Promise.all(strangers.slice(0, 7).map(isClosed));
  expect(strangers.slice(7).map(({ closed }) => closed)).toEqual([false, false, false, false, false]);
  for (const socket of known) {
    socket.write(get("/", "ann"));
    // oxlint-disable-next-line no-await-in-loop
    await once(socket, "data");
  }
});

test("the caller with the most connections loses one", async () => {
  const server = await start({ maxConnections: 4, ownerOf });
  const ann = await ask(server, get("/", "ann"));
  const bob = await Promise.all([1, 2, 3].map(() => ask(server, get("/", "bob"))));
  await ask(server, get("/", "eve"));
  await Promise.race(bob.map(isClosed));
  ann.write(get("/", "ann"));
  expect(String((await once(ann, "data"))[0])).toContain("200 OK");
});

test("a caller with more than half of the connections, each with a request, loses one to a new connection", async () => {
  const server = await start({ maxConnections: 4, ownerOf });
  const bob = await Promise.all([1, 2, 3, 4].map(() => open(server, get("/slow", "bob"))));
  await expect.poll(() => slowRequests).toBe(4);
  const ann = await ask(server, get("/", "ann"));
  await Promise.race(bob.map(isClosed));
  expect(ann.closed).toBe(false);
});

test("a head that takes too long is 408", async () => {
  const server = await start({ headTimeoutMs: 100 });
  const socket = await open(server, "GET / HTTP/1.1\r\n");
  const drip = setInterval(() => socket.write("x"), 20);
  const [response] = await once(socket, "data");
  clearInterval(drip);
  expect(String(response)).toContain("408 Request Timeout");
  await isClosed(socket);
});

test("requests of one connection are handled one after the other, at most 64", async () => {
  let [atOnce, peak] = [0, 0];
  const server = await serveHandler(
    async () => {
      peak = Math.max(peak, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce--;
      return new Response("ok");
    },
    { port: 0 },
  );
  opened.push(server);
  const socket = await open(server, get("/").repeat(64));
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  await expect.poll(() => text.split("200 OK").length - 1).toBe(64);
  expect(peak).toBe(1);
  await isClosed(await open(server, get("/").repeat(100)));
});

test("the connection of a client that reads nothing of its response is closed", async () => {
  let hasEnded = false;
  const server = await serveHandler(
    async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
          cancel: () => {
            hasEnded = true;
          },
        }),
      ),
    { port: 0, unreadTimeoutMs: 200 },
  );
  opened.push(server);
  const socket = await open(server, get("/"));
  socket.pause();
  await expect.poll(() => hasEnded).toBe(true);
});

test("pipelined requests are dropped when their connection closes", async () => {
  const requests: string[] = [];
  const server = await serveHandler(
    async ({ url, signal }) => {
      requests.push(new URL(url).pathname);
      if (url.endsWith("/first")) await once(signal, "abort");
      return new Response("ok");
    },
    { port: 0 },
  );
  opened.push(server);
  const socket = await open(server, `${get("/first")}${get("/second").repeat(20)}`);
  await expect.poll(() => requests).toEqual(["/first"]);
  socket.destroy();
  await ask(server, get("/last"));
  expect(requests).toEqual(["/first", "/last"]);
});

test("a listener aborts pipelined requests, too, when their connection closes", async () => {
  const signals: AbortSignal[] = [];
  const listener = nodeListener(async ({ signal }) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push({ [Symbol.dispose]: () => void server.close() });
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.write(get("/").repeat(5));
  await expect.poll(() => signals.length).toBe(5);
  socket.destroy();
  await expect.poll(() => signals.every(({ aborted }) => aborted)).toBe(true);
});
