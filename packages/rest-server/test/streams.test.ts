import { describe, expect, test } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";
import { lengthOf, stubNamespace } from "./support.ts";

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);

function upload(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  headers: Record<string, string> = {},
): Request {
  return new Request("http://host/v1/table/t/insert", {
    method: "POST",
    headers,
    body: ReadableStream.from(chunks as AsyncIterable<Uint8Array>),
    duplex: "half",
  });
}

describe("Arrow bodies", () => {
  test("reach the namespace chunk by chunk, without a Content-Type", async () => {
    const events: string[] = [];
    const handler = createNamespaceHandler(
      stubNamespace({
        async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
          for await (const chunk of data) events.push(`read ${chunk.byteLength}`);
          return { version: 2 };
        },
      }),
    );
    const chunks = (async function* () {
      for (const length of [1, 2, 3]) {
        // What was sent before has been read by now.
        events.push(`send ${length}`);
        yield bytes(length);
        // oxlint-disable-next-line no-await-in-loop
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const response = await handler(upload(chunks));
    expect(await response.json()).toEqual({ version: 2 });
    expect(events).toEqual(["send 1", "read 1", "send 2", "read 2", "send 3", "read 3"]);
  });

  test.each([
    [413, "too many bytes", upload([bytes(60), bytes(60)])],
    [413, "too many announced", upload([bytes(1)], { "content-length": "101" })],
    [415, "an encoding", upload([bytes(1)], { "content-encoding": "gzip" })],
  ])("are %s for %s", async (status, _, request) => {
    const handler = createNamespaceHandler(
      stubNamespace({
        async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
          await lengthOf(data);
          return {};
        },
      }),
      { limits: { arrowBytes: 100 } },
    );
    const response = await handler(request);
    expect([response.status, ((await response.json()) as { code: number }).code]).toEqual([status, 13]);
  });

  test("are 408 when they stop arriving, as is JSON", async () => {
    const handler = createNamespaceHandler(stubNamespace({}), { limits: { bodyIdleMs: 30 } });
    const never = (async function* () {
      yield bytes(1);
      await new Promise(() => undefined);
    })();
    const request = new Request("http://host/v1/table/t/describe", {
      method: "POST",
      body: ReadableStream.from(never),
      duplex: "half",
    });
    expect((await handler(request)).status).toBe(408);
  });

  test("are empty when nothing is sent", async () => {
    const handler = createNamespaceHandler(
      stubNamespace({
        async insertIntoTable({ data }: { data: AsyncIterable<Uint8Array> }) {
          return { num_inserted_rows: await lengthOf(data) };
        },
      }),
    );
    const response = await handler(new Request("http://host/v1/table/t/insert", { method: "POST" }));
    expect(await response.json()).toEqual({ num_inserted_rows: 0 });
  });
});

describe("JSON bodies", () => {
  test("are 413 above their limit", async () => {
    const handler = createNamespaceHandler(stubNamespace({}), { limits: { jsonBytes: 10 } });
    const request = new Request("http://host/v1/table/t/describe", {
      method: "POST",
      body: '{"branch":"bbbbbbb"}',
    });
    expect((await handler(request)).status).toBe(413);
  });
});

describe("rows", () => {
  const query = (signal?: AbortSignal) =>
    new Request("http://host/v1/table/t/query", {
      method: "POST",
      body: '{"k":1}',
      ...(signal && { signal }),
    });

  test("arrive chunk by chunk, each produced on demand", async () => {
    let made = 0;
    const handler = createNamespaceHandler(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            for (; made < 100; made++) yield bytes(1000);
          })(),
        }),
      }),
    );
    const response = await handler(query());
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.arrow.file");
    const reader = response.body!.getReader();
    await reader.read();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made).toBeLessThan(5);
    await reader.cancel();
  });

  test("stop the namespace when the reader disconnects", async () => {
    let ended = false;
    const handler = createNamespaceHandler(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            try {
              for (;;) yield bytes(10);
            } finally {
              ended = true;
            }
          })(),
        }),
      }),
    );
    await (await handler(query())).body?.cancel();
    await expect.poll(() => ended).toBe(true);
  });

  test("are an error response before the first chunk", async () => {
    const handler = createNamespaceHandler(
      stubNamespace({
        queryTable: () => ({
          data: new ReadableStream<Uint8Array>({
            pull() {
              throw new Error("secret path");
            },
          }),
        }),
      }),
    );
    const response = await handler(query());
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("secret")]);
  });

  test("end early on a later error, which the log has", async () => {
    const entries: { status: number; level: string }[] = [];
    const handler = createNamespaceHandler(
      stubNamespace({
        queryTable: () => ({
          data: (async function* () {
            yield bytes(1);
            throw new Error("late");
          })(),
        }),
      }),
      { log: (entry) => entries.push(entry) },
    );
    const response = await handler(query());
    await expect(response.arrayBuffer()).rejects.toThrow("late");
    expect(entries).toMatchObject([{ status: 200, level: "warn", operation: "queryTable" }]);
  });
});

describe("the signal of an operation", () => {
  const waitFor =
    (seen: AbortSignal[]) =>
    (_: never, { signal }: { signal: AbortSignal }) => {
      seen.push(signal);
      return new Promise(() => undefined);
    };

  test("is aborted when the caller disconnects", async () => {
    const seen: AbortSignal[] = [];
    const entries: { status: number }[] = [];
    const handler = createNamespaceHandler(stubNamespace({ dropTable: waitFor(seen) }), {
      log: (entry) => entries.push(entry),
    });
    const caller = new AbortController();
    const response = handler(
      new Request("http://host/v1/table/t/drop", { method: "POST", signal: caller.signal }),
    );
    await expect.poll(() => seen.length).toBe(1);
    expect(seen[0]?.aborted).toBe(false);
    caller.abort();
    await response;
    expect(seen[0]?.aborted).toBe(true);
    expect(entries).toMatchObject([{ status: 499 }]);
  });

  test("is aborted after the time limit, which is 503", async () => {
    const seen: AbortSignal[] = [];
    const handler = createNamespaceHandler(stubNamespace({ dropTable: waitFor(seen) }), {
      limits: { timeMs: 20 },
    });
    const response = await handler(new Request("http://host/v1/table/t/drop", { method: "POST" }));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 17, error: expect.stringContaining("20 ms") });
    expect(seen[0]?.aborted).toBe(true);
  });
});
