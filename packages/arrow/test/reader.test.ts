import { isNamespaceError } from "@lancetree/core";
import { RecordBatchFileWriter, type Table, tableFromIPC, tableFromJSON, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { FileBuilder, fileMessages, openArrow, openMessages, toStream } from "../src/index.ts";
import { collect, inChunks, otherStream, otherStreams, readAll, typeStreams } from "./support.ts";

function valuesOf(table: Table): unknown[] {
  return table.toArray().map((row) => Object.values(row.toJSON()));
}

async function plainStream(data: Uint8Array): Promise<Table> {
  return tableFromIPC(await collect(toStream(await openArrow(data))));
}

const numbers = Array.from({ length: 1000 }, (_, n) => [BigInt(n % 7), `text ${n % 5}`]);

describe("bodies that are read", () => {
  it.each(["lz4 stream", "lz4 file", "zstd stream", "zstd file", "legacy stream"])("%s", async (name) => {
    expect(valuesOf(await plainStream(otherStream(name)))).toEqual(numbers);
  });

  it("a file of Polars, whose schema is not a message", async () => {
    const text = ["a", "a text of more than twelve bytes"];
    expect(valuesOf(await plainStream(otherStream("polars file")))).toEqual([
      [1n, text[0]],
      [2n, text[1]],
    ]);
  });

  it("a Feather file of pandas", async () => {
    expect(valuesOf(await plainStream(otherStream("feather file")))).toEqual([
      [1n, "a"],
      [2n, null],
    ]);
  });

  it("a file of apache-arrow, whose schema is only at its end, and which has no dictionaries at its start", async () => {
    const rows = [{ word: "a" }, { word: "b" }, { word: "a" }];
    const file = RecordBatchFileWriter.writeAll(tableFromJSON(rows)).toUint8Array(true);
    expect(valuesOf(await plainStream(file))).toEqual([["a"], ["b"], ["a"]]);
  });

  it("a file by its footer, a message at a time", async () => {
    const file = otherStream("zstd file");
    const read: number[] = [];
    const reader = await openMessages(
      fileMessages({
        size: file.byteLength,
        read: async (offset, length) => {
          read.push(length);
          return file.subarray(offset, offset + length);
        },
      }),
    );
    expect(valuesOf(tableFromIPC(await collect(toStream(reader))))).toEqual(numbers);
    expect(Math.max(...read)).toBeLessThan(file.byteLength);
  });

  it.each([...otherStreams.keys()])("%s, in chunks of any size", async (name) => {
    const stream = otherStream(name);
    const whole = await readAll(stream);
    for (const size of [1, 3, 8, 64]) {
      const { read } = await readAll(inChunks(stream, size));
      expect(read.map(({ batch }) => batch.length)).toEqual(whole.read.map(({ batch }) => batch.length));
    }
  });
});

describe("dictionaries", () => {
  const expected = {
    "replaced dictionaries": ["x", "y", "z", "y", "x", "x", null],
    "delta dictionaries": ["x", "y", "x", "z", "x"],
  };

  it.each(Object.entries(expected))(
    "%s become one in a file, and stay correct in a stream",
    async (name, values) => {
      const { schemaMessage, read } = await readAll(otherStream(name));
      const file = new FileBuilder(schemaMessage);
      for (const batch of read) expect(file.add(batch)).toBe(true);
      const bytes = file.finish();
      expect(valuesOf(tableFromIPC(bytes)).flat()).toEqual(values);
      expect(valuesOf(await plainStream(bytes)).flat()).toEqual(values);
      expect(valuesOf(await plainStream(otherStream(name))).flat()).toEqual(values);
    },
  );

  it("are rejected when an index cannot distinguish their values", async () => {
    const { schemaMessage, read } = await readAll(typeStreams.get("dictionary of string by int8")!);
    const [first] = read;
    const [id] = [...first!.dictionaries.keys()];
    const values = (from: number): Uint8Array[] =>
      Array.from({ length: 100 }, (_, index) => new TextEncoder().encode(`${from + index}`));
    const file = new FileBuilder(schemaMessage);
    expect(
      file.add({ batch: first!.batch, dictionaries: new Map([[id!, { list: values(0), length: 100 }]]) }),
    ).toBe(true);
    expect(
      file.add({ batch: first!.batch, dictionaries: new Map([[id!, { list: values(50), length: 100 }]]) }),
    ).toBe(false);
    expect(file.rows).toBe(3);
  });
});

describe("bodies that are rejected", () => {
  it.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("<html>not arrow</html>")],
    ["JSON", new TextEncoder().encode('{"id":1}\n')],
    ["a few bytes", Uint8Array.of(1, 2, 3)],
  ])("%s", async (_, bytes) => {
    await expect(readAll(bytes)).rejects.toThrow(/neither an Arrow file nor an Arrow stream/);
  });

  it("a body that is cut off, at any byte", async () => {
    for (const name of ["lz4 stream", "zstd file", "polars file", "replaced dictionaries"]) {
      const bytes = otherStream(name);
      const whole = (await readAll(bytes)).read.length;
      for (let length = 0; length < bytes.length; length++) {
        // A stream that ends between two messages is whole; a file never is.
        const read = await readAll(bytes.subarray(0, length)).catch((error: unknown) => error);
        if (isNamespaceError(read, 13)) continue;
        expect(name).not.toContain("file");
        expect(read).toMatchObject({ read: { length: expect.toSatisfy((count) => count <= whole) } });
      }
    }
  });

  it("bytes after the last value of a buffer are not copied", async () => {
    const stream = typeStreams.get("string_view")!.slice();
    const lengthOf = Buffer.from(new BigInt64Array([48n]).buffer);
    const position = Buffer.from(stream).indexOf(lengthOf);
    expect(position).toBeGreaterThan(0);
    stream[position] = 50;
    const { schemaMessage, read } = await readAll(stream);
    expect(read[0]!.batch.columns[1]!.buffers[0]!.byteLength).toBe(48);
    const file = new FileBuilder(schemaMessage);
    for (const batch of read) file.add(batch);
    expect(Buffer.from(file.finish()).indexOf(Buffer.from(new BigInt64Array([50n]).buffer))).toBe(-1);
  });

  it("a file whose footer has another schema, or other messages", async () => {
    const fileOf = async (
      name: string,
      count: number,
    ): Promise<[messages: Uint8Array, footer: Uint8Array]> => {
      const { schemaMessage, read } = await readAll(otherStream(name));
      const builder = new FileBuilder(schemaMessage);
      for (const batch of read.slice(0, count)) builder.add(batch);
      const file = builder.finish();
      const length = new DataView(file.buffer, file.byteLength - 10).getInt32(0, true);
      return [file.subarray(0, file.byteLength - 10 - length), file.subarray(file.byteLength - 10 - length)];
    };
    const [messages, footer] = await fileOf("replaced dictionaries", 3);
    expect((await readAll(Buffer.concat([messages, footer]))).read.length).toBe(3);
    const [, ofFewer] = await fileOf("replaced dictionaries", 1);
    const [, ofOther] = await fileOf("lz4 stream", 1);
    for (const wrong of [ofFewer, ofOther])
      await expect(readAll(Buffer.concat([messages, wrong]))).rejects.toThrow(/footer does not match/);
    const outcomes = await Promise.all(
      Array.from(footer, async (byte, position) => {
        const wrong = footer.slice();
        wrong[position] = byte ^ 0xff;
        return readAll(Buffer.concat([messages, wrong])).then(
          ({ read }) => read.length,
          (error: unknown) => isNamespaceError(error, 13) || isNamespaceError(error, 0),
        );
      }),
    );
    // The reader ignores bytes of the footer that are neither an offset nor a part of the schema.
    expect(new Set(outcomes)).toEqual(new Set([true, 3]));
  });

  it("a damaged body is read or rejected with an error of Lancetree", async () => {
    // Pseudo-random numbers, the same in every run.
    let state = 7;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return Math.floor((state / 0x8000_0000) * limit);
    };
    let rejected = 0;
    for (const stream of [...typeStreams.values(), ...otherStreams.values()]) {
      for (let run = 0; run < 40; run++) {
        const bytes = stream.slice();
        for (let damage = below(4); damage >= 0; damage--) bytes[below(bytes.length)] = below(256);
        try {
          await readAll(bytes);
        } catch (error) {
          if (!isNamespaceError(error, 13) && !isNamespaceError(error, 0)) throw error;
          rejected += 1;
        }
      }
    }
    expect(rejected).toBeGreaterThan(1000);
  });

  it("closes its source", async () => {
    const stream = tableToIPC(tableFromJSON([{ a: 1 }]), "stream");
    let closed = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* inChunks(stream, 16);
      } finally {
        closed += 1;
      }
    }
    await (await openArrow(source())).close();
    expect(closed).toBe(1);
    const opened = await openArrow(source());
    for await (const { batch } of opened.batches) {
      expect(batch.length).toBe(1);
      break;
    }
    expect(closed).toBe(2);
  });
});
