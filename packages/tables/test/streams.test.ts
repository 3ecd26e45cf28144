import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, makeArrowTable } from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { CompressionType, compressionRegistry, RecordBatchStreamWriter, tableFromIPC } from "apache-arrow-21";
import { compress } from "lz4js";
import { describe, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { readArrowFile, readArrowParts } from "../src/arrow/arrow-parts.ts";
import { expectCode, id, rowsOf, stream, subject, users } from "./support.ts";

const of = subject();
const count = async (request: object = {}) =>
  Number((await of.namespace.countTableRows({ id, ...request })).count);

// 256 KiB a row: 400 rows take four commits
const bigRows = Array.from({ length: 10 }, (_, index) => ({
  id: 100 + index,
  vector: [0, 0],
  name: "x".repeat(256 * 1024),
  text: "t",
}));
const tableSchema = arrow.tableFromIPC(stream(users)).schema;
const { batches } = makeArrowTable(bigRows, { schema: tableSchema });
const body = arrow.tableToIPC(new arrow.Table(Array.from({ length: 40 }, () => batches).flat()), "stream");
const chunkBytes = 1024 * 1024;

/** The stream in chunks of 1 MiB; it fails after `breaksAfter` of them. */
async function* long(breaksAfter = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent * chunkBytes < body.byteLength; sent++) {
    if (sent === breaksAfter) throw new Error("socket hang up");
    yield body.subarray(sent * chunkBytes, (sent + 1) * chunkBytes);
  }
}

test("the reported bytes in memory are all of a merge, a part of a stream, the decompressed size of a batch", async () => {
  const maximum = async (
    read: (onHeldRows: (bytes: number) => void) => Promise<unknown>,
  ): Promise<number> => {
    const reported: number[] = [];
    await read((bytes) => reported.push(bytes));
    return Math.max(...reported);
  };
  const whole = await maximum((onHeldRows) => readArrowFile(body, { onHeldRows }));
  expect(whole).toBeGreaterThan(body.byteLength * 0.99);
  const parts = await maximum(async (onHeldRows) => {
    for await (const part of readArrowParts(long(), { onHeldRows })) expect(part.rows).toBeGreaterThan(0);
  });
  expect(parts).toBeGreaterThan(10 * chunkBytes);
  expect(parts).toBeLessThan(40 * chunkBytes);
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: (bytes) => compress(bytes) });
  const writer = new RecordBatchStreamWriter({ compressionType: CompressionType.LZ4_FRAME });
  writer.write(tableFromIPC(arrow.tableToIPC(new arrow.Table(batches), "stream")));
  writer.finish();
  const compressed = writer.toUint8Array(true);
  expect(compressed.byteLength).toBeLessThan(chunkBytes);
  expect(await maximum((onHeldRows) => readArrowFile(compressed, { onHeldRows }))).toBeGreaterThan(
    2 * chunkBytes,
  );
  const refuse = (): never => {
    throw new InvalidInputError("too much");
  };
  await expect(readArrowFile(body, { onHeldRows: refuse })).rejects.toThrow("too much");
});

describe("a long stream", () => {
  test("is committed in parts", async () => {
    const result = await of.namespace.insertIntoTable({ id, data: long() });
    expect(result.num_inserted_rows).toBe(400);
    expect(result.version).toBeGreaterThan(3);
    expect(await count()).toBe(403);
  });

  test("that ends early restores the table", async () => {
    for (const mode of ["append", "overwrite"]) {
      await expectCode(of.namespace.insertIntoTable({ id, mode, data: long(80) }), 13);
      expect((await rowsOf(of)).map((row) => row["name"])).toEqual(["alice", "bob", "carol"]);
    }
    expect((await of.namespace.listTableVersions({ id })).versions.length).toBeGreaterThan(3);
  });

  test("that ends early after another write keeps both, and the error says so", async () => {
    const { namespace } = of;
    async function* disturbed() {
      let chunks = 0;
      for await (const bytes of long(80)) {
        if (chunks++ === 70) await namespace.insertIntoTable({ id, data: stream([{ ...users[0], id: 4 }]) });
        yield bytes;
      }
    }
    const failing = namespace.insertIntoTable({ id, data: disturbed() });
    await expect(failing).rejects.toThrow(/rows stay in the table/);
    expect(await count({ predicate: "id = 4" })).toBe(1);
  });

  test("creates a table, unless it ends early", async () => {
    const { namespace } = of;
    await expectCode(namespace.createTable({ id: ["new"], data: long(80) }), 13);
    expect((await namespace.listTables({ id: [] })).tables).toEqual(["user"]);
    await namespace.createTable({ id: ["new"], data: long() });
    expect(await count({ id: ["new"] })).toBe(400);
  });

  test("fills a declared table; one that ends early leaves it empty", async () => {
    const { namespace, inner } = of;
    await inner.declareTable({ id: ["new"] });
    await expectCode(namespace.insertIntoTable({ id: ["new"], data: long(80) }), 13);
    expect(await count({ id: ["new"] })).toBe(0);
    await namespace.insertIntoTable({ id: ["new"], data: long() });
    expect(await count({ id: ["new"] })).toBe(400);
  });

  test("ends with the signal's reason", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    async function* aborting() {
      let chunks = 0;
      for await (const bytes of long()) {
        if (chunks++ === 70) controller.abort(reason);
        yield bytes;
      }
    }
    const failing = of.namespace.insertIntoTable({ id, data: aborting() }, { signal: controller.signal });
    await expect(failing).rejects.toBe(reason);
    expect(await count()).toBe(3);
  });
});

test("one large batch becomes several commits", async () => {
  const rows = Array.from({ length: 9 }, (_, index) => ({
    id: index,
    text: `row ${index} ${"x".repeat(99)}`,
  }));
  const found: number[] = [];
  for await (const { file, rows: rowCount, isLast } of readArrowParts(stream(rows), undefined, 400)) {
    found.push(
      ...arrow
        .tableFromIPC(file)
        .toArray()
        .map((row) => Number(row.id)),
    );
    expect(isLast).toBe(found.length === 9);
    expect(rowCount).toBeLessThan(9);
  }
  expect(found).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

describe("compression", () => {
  const compressed = (type: CompressionType) => {
    const table = tableFromIPC(stream(users));
    const writer = new RecordBatchStreamWriter({ compressionType: type });
    writer.write(table);
    writer.finish();
    return writer.toUint8Array(true);
  };

  test("LZ4 bodies are read", async () => {
    compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: (bytes) => compress(bytes) });
    const data = compressed(CompressionType.LZ4_FRAME);
    expect(() => arrow.tableFromIPC(data).toArray()).toThrow(/compression/);
    await of.namespace.insertIntoTable({ id, data });
    expect(await count()).toBe(6);
    expect((await rowsOf(of)).map((row) => row["name"])).toEqual([
      "alice",
      "alice",
      "bob",
      "bob",
      "carol",
      "carol",
    ]);
  });

  test("the bodies of LanceDB's own remote client are read", async () => {
    const bodies: Buffer[] = [];
    const schema = { fields: [{ name: "name", type: { type: "string" }, nullable: true }], metadata: {} };
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (bytes: Buffer) => chunks.push(bytes));
      request.on("end", () => {
        if (request.url?.includes("/insert/")) bodies.push(Buffer.concat(chunks));
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ version: 1, schema }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const remote = await connect("db://x", { apiKey: "k", hostOverride: `http://127.0.0.1:${port}` });
    const names = Array.from({ length: 5000 }, (_, index) => ({ name: `name ${index % 10} ${index}` }));
    await (await remote.openTable("t")).add(names);
    server.closeAllConnections();
    server.close();
    const data = bodies[0] ?? Buffer.alloc(0);
    expect(() => arrow.tableFromIPC(data).toArray()).toThrow(/compression/);
    expect(
      arrow
        .tableFromIPC((await readArrowFile(data)).file)
        .toArray()
        .map((row) => row.toJSON()),
    ).toEqual(names);
  });

  test("ZSTD bodies are read", async () => {
    compressionRegistry.set(CompressionType.ZSTD, {
      encode: (bytes: Uint8Array) => storedZstd(bytes),
      decode: (bytes: Uint8Array) => bytes,
    });
    await of.namespace.insertIntoTable({ id, data: compressed(CompressionType.ZSTD) });
    expect(await count()).toBe(6);
  });
});

/** A ZSTD frame of one uncompressed block. */
function storedZstd(bytes: Uint8Array): Uint8Array {
  const header = (bytes.byteLength << 3) | 1;
  const size = [0, 8, 16, 24].map((shift) => (bytes.byteLength >> shift) & 255);
  return Uint8Array.of(
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0xa0,
    ...size,
    header & 255,
    (header >> 8) & 255,
    (header >> 16) & 255,
    ...bytes,
  );
}
