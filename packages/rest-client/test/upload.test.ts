import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { failureOf, startServer } from "./support/server.ts";
import { withSetClock } from "./support/set-clock.ts";

const id = ["t"];

describe("a stream of data", () => {
  it("arrives in chunks, and is read no faster than it is sent", async () => {
    const total = 400;
    const size = 256 * 1024;
    let received = 0;
    let produced = 0;
    let furthest = 0;
    const server = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => {
        furthest = Math.max(furthest, produced * size - received);
        received += chunk.length;
      });
      request.on("end", () => response.end("{}"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    async function* source(): AsyncGenerator<Uint8Array> {
      for (; produced < total; produced++) yield new Uint8Array(size);
    }
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new RestNamespace({ uri }).insertIntoTable({ id, data: source() });
    expect(received).toBe(total * size);
    // 100 MB went by, and what was on its way were the buffers of two sockets
    expect(furthest).toBeLessThan(30 * 1024 * 1024);
  });

  it("may take longer than the time, as long as it goes on, and however slow its source is", async () => {
    const server = await startServer({});
    await withSetClock(async (pass) => {
      async function* source(): AsyncGenerator<Uint8Array> {
        for (let index = 0; index < 3; index++) {
          pass(120_000);
          yield Uint8Array.of(index);
        }
      }
      await new RestNamespace({ uri: server.url }).createTable({ id, data: source() });
    });
    expect(server.arrived[0]).toMatchObject({
      body: Buffer.from([0, 1, 2]),
      headers: { "transfer-encoding": "chunked" },
    });
  });

  it("that fails makes the call fail with the same error, once", async () => {
    const server = await startServer({});
    const failure = new Error("disk full");
    let opened = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      opened++;
      yield new Uint8Array(10);
      throw failure;
    }
    const namespace = new RestNamespace({ uri: server.url });
    expect(await failureOf(namespace.createTable({ id, data: source(), mode: "exist_ok" }))).toBe(failure);
    expect(opened).toBe(1);
  });

  it("is closed when the call is given up", async () => {
    const server = await startServer({});
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield new Uint8Array(1000);
          await sleep(10);
        }
      } finally {
        closed = true;
      }
    }
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort("enough");
    }, 100);
    const call = new RestNamespace({ uri: server.url }).insertIntoTable(
      { id, data: source() },
      { signal: controller.signal },
    );
    expect(await failureOf(call)).toBe("enough");
    await expect.poll(() => closed).toBe(true);
    await sleep(100);
    // the server must not take what it got for the whole
    expect(server.arrived).toEqual([]);
  });

  it.each(["its source fails", "its caller gives up"])(
    "is aborted together with its request when %s",
    async (how) => {
      const reason = new Error("enough");
      const controller = new AbortController();
      async function* source(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(1);
        if (how === "its source fails") throw reason;
        controller.abort(reason);
        await sleep(20);
        yield new Uint8Array(1);
      }
      // platforms differ: some end a body that fails as if it were whole, some that of a request that is aborted
      const seen: unknown[] = [];
      const fetch = async (request: Request): Promise<Response> => {
        const reader = request.body!.getReader();
        request.signal.addEventListener("abort", () => seen.push(request.signal.reason));
        for (;;) {
          const { done } = await reader.read().catch((error: unknown) => {
            seen.push(error);
            throw error;
          });
          if (done) return new Response("{}");
        }
      };
      const namespace = new RestNamespace({ uri: "http://localhost", fetch });
      const call = namespace.insertIntoTable({ id, data: source() }, { signal: controller.signal });
      expect(await failureOf(call)).toBe(reason);
      await expect.poll(() => seen).toEqual([reason, reason]);
    },
  );

  it("that a platform does not begin to send, as browsers over HTTP/1.1, cannot have changed anything", async () => {
    let pulled = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      pulled++;
      yield new Uint8Array(1);
    }
    const refuse = new TypeError("Failed to fetch");
    const namespace = new RestNamespace({ uri: "http://localhost", fetch: () => Promise.reject(refuse) });
    const error = await failureOf(namespace.insertIntoTable({ id, data: source() }));
    expect(error).toMatchObject({
      code: 17,
      message:
        "The connection to the catalog at localhost failed. Browsers send streams over HTTP/2 only: pass a Uint8Array.",
      cause: refuse,
    });
    expect(pulled).toBe(0);
    // bytes may have left
    const bytes = await failureOf(namespace.insertIntoTable({ id, data: new Uint8Array(1) }));
    expect(String(bytes)).toContain("failed. Whether insertIntoTable took effect is not known.");
  });

  it("is not sent twice, also where the server refused it", async () => {
    const server = await startServer({ status: 429 }, {});
    async function* source(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
    }
    const namespace = new RestNamespace({ uri: server.url, retry: { baseDelayMs: 1 } });
    expect(await failureOf(namespace.insertIntoTable({ id, data: source() }))).toMatchObject({ code: 21 });
    expect(server.arrived.length).toBe(1);
  });
});

it("a response before the end of a stream closes it, and is used", async () => {
  let ended = false;
  const server = createServer((request, response) => {
    request.on("end", () => {
      ended = true;
    });
    request.on("error", () => undefined);
    request.once("data", () => {
      response.writeHead(401, { "content-type": "application/json", connection: "close" });
      response.end(JSON.stringify({ code: 16, error: "who?" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        yield new Uint8Array(1000);
        await sleep(5);
      }
    } finally {
      closed = true;
    }
  }
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = new RestNamespace({ uri }).insertIntoTable({ id, data: source() });
  expect(await failureOf(call)).toMatchObject({ code: 16, message: "who?" });
  await expect.poll(() => closed).toBe(true);
  await sleep(100);
  expect(ended).toBe(false);
});

describe("bytes", () => {
  it("are sent as they are, and again where the server refused them", async () => {
    const server = await startServer({ status: 429 }, {});
    const namespace = new RestNamespace({ uri: server.url, retry: { baseDelayMs: 1 } });
    const whole = new Uint8Array([9, 1, 2, 3, 9]);
    await namespace.insertIntoTable({ id, data: whole.subarray(1, 4) });
    expect(server.arrived.map(({ body }) => [...body])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});

it("data that is neither is refused", async () => {
  const server = await startServer({});
  const namespace = new RestNamespace({ uri: server.url });
  async function* text(): AsyncGenerator<string> {
    yield "a,b";
  }
  for (const data of [undefined, null, "a,b", {}, [1], text()]) {
    const call = namespace.createTable({ id, data: data as never });
    expect(await failureOf(call)).toMatchObject({ code: 13 });
  }
});
