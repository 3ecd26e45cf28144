import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Namespace } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type TablesNamespace, withTables } from "@lancetree/tables";
import * as arrow from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NamespaceServer, serve } from "../src/node/index.ts";

// What the server does with LanceDB when a client disconnects.

const rowsPerBatch = 8192;
const id = ["rows"];
/** What was read out of LanceDB for queries, and whether the reading has ended. */
const reading = { chunks: 0, hasEnded: false };
let root: string;
let namespace: TablesNamespace;
let server: NamespaceServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-gone-"));
  namespace = withTables(new DirectoryNamespace({ root }));
  server = await serve(watched(namespace), { port: 0 });
  const [schema, batch, end] = chunks();
  await namespace.createTable({
    id,
    data: toStream([schema, ...Array.from({ length: 20 }, () => batch), end]),
  });
});

afterAll(async () => {
  await server.close();
  await namespace.close();
  await rm(root, { recursive: true, force: true });
});

describe("a client that disconnects", () => {
  test("in a query stops reading LanceDB's rows", async () => {
    const gone = new AbortController();
    const response = await fetch(`${server.url}/v1/table/rows/query`, {
      method: "POST",
      body: JSON.stringify({ k: 20 * rowsPerBatch }),
      signal: gone.signal,
    });
    await response.body!.getReader().read();
    expect(reading.hasEnded).toBe(false);
    gone.abort();
    await expect.poll(() => reading.hasEnded).toBe(true);
    const { chunks: read } = reading;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(reading.chunks).toBe(read);
    // 84 MB are there; a socket takes a few.
    expect(read).toBeLessThan(200);
  });

  test("in an upload restores the table", async () => {
    const { count } = await namespace.countTableRows({ id });
    const [schema, batch] = chunks();
    const upload = request(`${server.url}/v1/table/rows/insert`, { method: "POST" });
    upload.on("error", () => undefined);
    for (const chunk of [schema, ...Array.from({ length: 12 }, () => batch)]) {
      // oxlint-disable-next-line no-await-in-loop
      if (!upload.write(chunk)) await once(upload, "drain");
    }
    // Parts of four batches are committed and can be seen; the last waits for more. All that was sent are whole batches,
    // so that only how the body ends says that it is not complete.
    const now = async (): Promise<bigint> => (await namespace.countTableRows({ id })).count;
    await expect.poll(now).toBe(count + BigInt(8 * rowsPerBatch));
    await new Promise((resolve) => setTimeout(resolve, 500));
    upload.destroy();
    await expect.poll(now).toBe(count);
  });
});

/** The same namespace, whose queries are watched. */
function watched(inner: Namespace): Namespace {
  const queryTable: Namespace["queryTable"] = async (query, options) => {
    const { data } = await inner.queryTable(query, options);
    return { data: counted(data) };
  };
  return new Proxy(inner, {
    get: (target, name) => (name === "queryTable" ? queryTable : Reflect.get(target, name)),
  });
}

async function* counted(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of data) {
      reading.chunks += 1;
      yield chunk;
    }
  } finally {
    reading.hasEnded = true;
  }
}

/** A stream in parts: its schema, a batch of 4 MB that can be repeated, its end. */
function chunks(): [Uint8Array, Uint8Array, Uint8Array] {
  const type = new arrow.FixedSizeList(128, new arrow.Field("item", new arrow.Float32(), true));
  const values = Float32Array.from({ length: rowsPerBatch * 128 }, Math.random);
  const child = arrow.makeData({ type: new arrow.Float32(), length: values.length, data: values });
  const vector = arrow.makeData({ type, length: rowsPerBatch, nullCount: 0, child });
  const stream = arrow.tableToIPC(new arrow.Table({ vector: new arrow.Vector([vector]) }), "stream");
  const schemaLength = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return [stream.subarray(0, schemaLength), stream.subarray(schemaLength, -8), stream.subarray(-8)];
}

async function* toStream(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}
