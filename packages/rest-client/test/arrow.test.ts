import { ArrowFileWriter, openArrow, readMessages } from "@lancetree/arrow";
import {
  Dictionary,
  Field,
  Int32,
  RecordBatchFileWriter,
  Schema,
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { readBatches, readTable, toArrowStream } from "../src/arrow/index.ts";
import { RestNamespace } from "../src/index.ts";
import { collect, failureOf, startServer } from "./support/server.ts";

const batches = [0, 1, 2].flatMap((batch) => {
  const id = vectorFromArray([batch, batch + 10], new Int32());
  const name = vectorFromArray(["ü".repeat(batch), null], new Utf8());
  return new Table({ id, name }).batches;
});

/** Cuts bytes into chunks of one size, across the boundaries of the format. */
async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function plain(table: Table): unknown {
  return JSON.parse(JSON.stringify(table.toArray()));
}

describe("encoding", () => {
  it.each([
    ["a table", new Table(batches)],
    ["batches", batches],
    [
      "batches as they come",
      (async function* () {
        yield* batches;
      })(),
    ],
  ])("%s gives one stream with all rows", async (_, source) => {
    const bytes = Buffer.concat(await collect(toArrowStream(source)));
    const table = tableFromIPC(bytes);
    expect(table.batches.length).toBe(3);
    expect(plain(table)).toEqual(plain(new Table(batches)));
  });

  it("produces a chunk only on demand", async () => {
    let made = 0;
    async function* source(): AsyncGenerator<(typeof batches)[number]> {
      for (const batch of batches) {
        made++;
        yield batch;
      }
    }
    const chunks = toArrowStream(source());
    await chunks.next();
    expect(made).toBe(1);
    await chunks.next();
    expect(made).toBe(2);
  });

  it("of a table without rows keeps its schema", async () => {
    const schema = new Schema([new Field("a", new Int32(), true)]);
    const bytes = Buffer.concat(await collect(toArrowStream(new Table(schema))));
    const table = await readTable(bytes);
    expect(table.schema.toString()).toBe(schema.toString());
    expect(table.numRows).toBe(0);
  });

  it("keeps dictionaries", async () => {
    const type = new Dictionary(new Utf8(), new Int32());
    const table = new Table({ word: vectorFromArray(["a", "b", "a"], type) });
    const read = await readTable(toArrowStream(table));
    expect(plain(read)).toEqual([{ word: "a" }, { word: "b" }, { word: "a" }]);
  });

  it("refuses what would be lost or is nothing", async () => {
    const other = tableFromArrays({ other: Int32Array.of(1) }).batches;
    expect(await failureOf(collect(toArrowStream([...batches, ...other])))).toMatchObject({ code: 13 });
    // equal but for the ids of their dictionaries
    const words = ["a", "b"].flatMap((word) => tableFromArrays({ word: [word] }).batches);
    expect(await failureOf(collect(toArrowStream(words)))).toMatchObject({ code: 13 });
    expect(await failureOf(collect(toArrowStream([])))).toMatchObject({ code: 13 });
    expect(await failureOf(collect(toArrowStream([{}] as never)))).toMatchObject({ code: 13 });
  });
});

/** The rows of a stream as a file, whose schema comes first: as the format has it, and as servers send it. */
async function fileOf(stream: Uint8Array): Promise<Uint8Array> {
  const opened = await openArrow(stream);
  const chunks: Uint8Array[] = [];
  const writer = new ArrowFileWriter(opened.schemaMessage);
  chunks.push(...writer.start());
  for await (const message of readMessages(stream)) {
    if (message.kind !== "schema") chunks.push(...writer.message(message));
  }
  return Buffer.concat([...chunks, ...writer.finish()]);
}

describe("reading", async () => {
  const table = new Table(batches);
  const stream = tableToIPC(table, "stream");
  const file = await fileOf(stream);
  const javascriptFile = RecordBatchFileWriter.writeAll(table).toUint8Array(true);

  it.each([
    ["a file", file],
    ["a file of apache-arrow for JavaScript", javascriptFile],
    ["a stream", stream],
  ])("reads %s, in chunks of any size", async (_, bytes) => {
    expect(plain(await readTable(bytes))).toEqual(plain(table));
    for (const size of [1, 3, 7, 8, 9, 64, 1000]) {
      expect(plain(await readTable(inChunks(bytes, size)))).toEqual(plain(table));
    }
  });

  it("gives batches while the rest is still on its way", async () => {
    let last = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for await (const chunk of inChunks(file, 16)) {
        last++;
        yield chunk;
      }
    }
    const read = readBatches(source());
    expect((await read.next()).value?.numRows).toBe(2);
    expect(last).toBeLessThan(file.length / 16);
  });

  it("closes its source when the loop is left", async () => {
    for (const bytes of [file, stream]) {
      let closed = false;
      async function* source(): AsyncGenerator<Uint8Array> {
        try {
          yield* inChunks(bytes, 16);
        } finally {
          closed = true;
        }
      }
      for await (const batch of readBatches(source())) {
        expect(batch.numRows).toBe(2);
        break;
      }
      expect(closed).toBe(true);
    }
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("<html>not arrow</html>")],
    ["a part of a stream", stream.subarray(0, stream.length - 100)],
  ])("of %s is an error", async (_, bytes) => {
    expect(await failureOf(readTable(bytes))).toBeInstanceOf(Error);
  });

  it("reads the result of queryTable", async () => {
    const server = await startServer({ body: file });
    const namespace = new RestNamespace({ uri: server.url });
    expect(plain(await readTable(namespace.table(["t"]).query().run()))).toEqual(plain(table));
  });
});
