import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { collect, failureOf, type Play, startServer } from "./support/server.ts";
import { withSetClock } from "./support/set-clock.ts";

const never: Play = () => undefined;
const slowBody: Play = async (response) => {
  response.writeHead(200);
  for (let index = 0; index < 100 && !response.destroyed; index++) {
    response.write(" ");
    await sleep(20);
  }
  response.end("{}");
};

describe("a call without a response", () => {
  it.each<[string, Play]>([
    ["none at all", never],
    ["a body that never ends", slowBody],
  ])("gives up after its time: %s", async (_, play) => {
    const server = await startServer(play);
    const namespace = new RestNamespace({ uri: server.url, timeoutMs: 200 });
    expect(await failureOf(namespace.describeTable({ id: ["t"] }))).toMatchObject({
      code: 17,
      message: "The catalog did not respond within 200 ms.",
    });
  });

  it("may have changed something, and says so", async () => {
    const server = await startServer(never);
    const namespace = new RestNamespace({ uri: server.url });
    const error = await failureOf(namespace.dropTable({ id: ["t"] }, { timeoutMs: 100 }));
    expect(String(error)).toContain("within 100 ms. Whether dropTable took effect is not known.");
  });

  it("holds what happened before", async () => {
    const server = await startServer({ status: 503 }, never);
    const namespace = new RestNamespace({ uri: server.url, retry: { baseDelayMs: 1 } });
    await withSetClock(async (pass) => {
      const failure = failureOf(namespace.describeTable({ id: ["t"] }));
      // One timer is for the whole call, another for the second attempt.
      while (vi.getTimerCount() < 2) await immediate();
      pass(1000);
      while (server.arrived.length < 2) await immediate();
      pass(120_000);
      const error = await failure;
      expect(error).toMatchObject({ code: 17, message: expect.stringContaining("(2 attempts)") });
      expect((error as { cause: AggregateError }).cause.errors.length).toBe(2);
    });
  });

  it("does not wait indefinitely for its headers, nor for a fetch that ignores its signal", async () => {
    const forever = new Promise<never>(() => undefined);
    const hanging = [{ headers: () => forever }, { fetch: () => forever }];
    for (const options of hanging) {
      const namespace = new RestNamespace({ uri: "http://127.0.0.1:1", timeoutMs: 50, ...options });
      await expect(namespace.listAllTables({})).rejects.toMatchObject({ code: 17 });
    }
  });
});

describe("the caller's signal", () => {
  const reason = new Error("enough");

  it("that is aborted already sends nothing", async () => {
    const server = await startServer({});
    const namespace = new RestNamespace({ uri: server.url });
    const signal = AbortSignal.abort(reason);
    expect(await failureOf(namespace.createNamespace({ id: ["a"] }, { signal }))).toBe(reason);
    expect(server.arrived).toEqual([]);
  });

  it.each<[string, Play]>([
    ["the response", never],
    ["the rest of the body", slowBody],
    ["the next attempt", { status: 503, headers: { "retry-after": "20" } }],
  ])("ends the wait for %s with its own reason", async (_, play) => {
    const server = await startServer(play);
    const namespace = new RestNamespace({ uri: server.url });
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(reason);
    }, 100);
    const call = namespace.describeTable({ id: ["t"] }, { signal: controller.signal });
    expect(await failureOf(call)).toBe(reason);
  });

  it("ends rows that are on their way", async () => {
    const server = await startServer(slowBody);
    const controller = new AbortController();
    const { data } = await new RestNamespace({ uri: server.url }).queryTable(
      { id: ["t"], k: 1 },
      { signal: controller.signal },
    );
    const reading = (async () => {
      for await (const chunk of data) if (chunk.length > 0) controller.abort(reason);
    })();
    expect(await failureOf(reading)).toBe(reason);
  });
});

describe("rows on their way", () => {
  it("reject once the call is aborted, also when the last of them was there already", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const fetch = async (): Promise<Response> => new Response("rows");
    const namespace = new RestNamespace({ uri: "http://localhost", fetch });
    const { data } = await namespace.queryTable({ id: ["t"], k: 1 }, { signal: controller.signal });
    const reading = (async () => {
      for await (const _ of data) controller.abort(reason);
    })();
    expect(await failureOf(reading)).toBe(reason);
  });

  it("may take longer than the time, as long as some arrive", async () => {
    let goOn: () => void = () => undefined;
    const gate = (): Promise<void> =>
      new Promise((resolve) => {
        goOn = resolve;
      });
    const server = await startServer(async (response) => {
      response.write("row");
      for (let index = 1; index < 8; index++) {
        await gate();
        response.write("row");
      }
      response.end();
    });
    const { data } = await new RestNamespace({ uri: server.url }).queryTable({ id: ["t"], k: 1 });
    const rows = data[Symbol.asyncIterator]();
    const chunks: Uint8Array[] = [];
    await withSetClock(async (pass) => {
      for (let next = rows.next(); ; next = rows.next()) {
        if (chunks.length > 0) {
          await immediate();
          pass(50_000);
          goOn();
        }
        const { value, done } = await next;
        if (done) break;
        chunks.push(value);
      }
    });
    expect(chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(
      Array.from({ length: 8 }, () => "row"),
    );
  });

  it("wait for a slow reader", async () => {
    const server = await startServer({ body: "rows" });
    const { data } = await new RestNamespace({ uri: server.url }).queryTable({ id: ["t"], k: 1 });
    const chunks: Uint8Array[] = [];
    await withSetClock(async (pass) => {
      pass(120_000);
      for await (const chunk of data) {
        chunks.push(chunk);
        pass(120_000);
      }
    });
    expect(Buffer.concat(chunks).toString()).toBe("rows");
  });

  it("that stop arriving are given up", async () => {
    const server = await startServer((response) => {
      response.write("row");
    });
    const { data } = await new RestNamespace({ uri: server.url }).queryTable({ id: ["t"], k: 1 });
    await withSetClock(async (pass) => {
      const failure = failureOf(collect(data));
      const ended = failure.then(() => true);
      while (!(await Promise.race([ended, immediate(false)]))) pass(120_000);
      expect(await failure).toMatchObject({ code: 17 });
    });
  });

  it("that end early are an error and not an end", async () => {
    const server = await startServer((response) => {
      response.write("row");
      setTimeout(() => response.destroy(), 30);
    });
    const { data } = await new RestNamespace({ uri: server.url }).queryTable({ id: ["t"], k: 1 });
    expect(await failureOf(collect(data))).toMatchObject({
      code: 17,
      message: expect.stringMatching(/connection to the catalog at [\w.:]+ failed/),
    });
  });

  it("that the caller aborts close their connection", async () => {
    let closed = false;
    const server = await startServer(async (response) => {
      response.on("close", () => {
        closed = true;
      });
      while (!response.destroyed) {
        response.write(new Uint8Array(65_536));
        await sleep(5);
      }
    });
    const { data } = await new RestNamespace({ uri: server.url }).queryTable({ id: ["t"], k: 1 });
    for await (const _ of data) break;
    await expect.poll(() => closed).toBe(true);
  });
});
