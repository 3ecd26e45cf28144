/** Tables from files of each format: types, values, damaged files, and memory that stays bounded. */
import { open, readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  Field,
  FixedSizeList,
  Float32,
  Int32,
  RecordBatchFileWriter,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow-21";
import { Compression, Table as WasmTable, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import type { FileFormat } from "../src/input/file-format.ts";
import { plainFormat } from "../src/input/number-format.ts";
import { openRows } from "../src/input/open-rows.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { type Loaded, load as loadFile, refuse } from "./support/load-file.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const folder = useCatalogFolder();
const load = async (...[name, content, ...more]: Input): Promise<Omit<Loaded, "notes">> => {
  const { columns, rows } = await loadFile(folder, name, content, ...more);
  return { columns, rows };
};

type Input = [name: string, content: string | Uint8Array, ...more: string[]];

async function refusal(name: string, content: string | Uint8Array): Promise<[code: number, message: string]> {
  const { code, message } = await refuse(folder, name, content);
  return [code, message];
}

describe("CSV", () => {
  test("a column has the common type of all its cells", async () => {
    const text = [
      "\ufeffid,code,big,huge,price,ok,mixed,vector,ragged,none,quoted",
      '1,007,9007199254740993,99999999999999999999,1.0,true,1,"[1, 2]","[1]",,"a, ""b"""',
      '-2,12,2,1,2e3,FALSE,x,"[0.5,1]","[1,2]",,"two\nlines"',
      ",,,,,,,,,,",
    ].join("\r\n");
    const { columns, rows } = await load("types.csv", text);
    expect(columns).toEqual({
      id: "int64",
      code: "utf8",
      big: "int64",
      huge: "utf8",
      price: "float64",
      ok: "bool",
      mixed: "utf8",
      vector: "float32[2]",
      ragged: "list<int64>",
      none: "utf8",
      quoted: "utf8",
    });
    expect(rows[0]).toEqual({
      id: 1,
      code: "007",
      big: "9007199254740993",
      huge: "99999999999999999999",
      price: 1,
      ok: true,
      mixed: "1",
      vector: [1, 2],
      ragged: [1],
      none: null,
      quoted: 'a, "b"',
    });
    expect(rows[1]).toMatchObject({ id: -2, price: 2000, ok: false, ragged: [1, 2], quoted: "two\nlines" });
    expect(Object.values(rows[2] as object)).toEqual(Array.from({ length: 11 }, () => null));
  });

  test("without rows it is an empty table", async () => {
    expect(await load("empty.csv", "a,b\n")).toEqual({ columns: { a: "utf8", b: "utf8" }, rows: [] });
  });

  test.each([
    ["", "it is empty; the first line must contain the names of the columns."],
    ["a,a\n1,2\n", 'two columns are named "a".'],
    ["a,\n1,2\n", "column 2 has no name in the first line."],
    ["a,b\n1,2\n3\n", "line 3 has 1 cell, the first line has 2."],
    ['a\n"x\n', "line 2: a quote is never closed."],
  ])("%j is refused", async (text, message) => {
    expect(await refusal("wrong.csv", text)).toEqual([5, message]);
  });
});

describe("JSON Lines", () => {
  test("a column has the common type of all rows", async () => {
    const { columns, rows } = await load(
      "types.jsonl",
      [
        '{"id":1,"price":1,"v":[1,0.5],"tags":["a"],"user":{"name":"x"}}',
        "",
        '{"id":2,"price":2.5,"v":[2,3],"tags":[],"user":{"age":3},"late":true}',
        "{}",
      ].join("\n"),
    );
    expect(columns).toEqual({
      id: "int64",
      price: "float64",
      v: "float32[2]",
      tags: "list<utf8>",
      user: "struct<name: utf8, age: int64>",
      late: "bool",
    });
    expect(rows).toEqual([
      { id: 1, price: 1, v: [1, 0.5], tags: ["a"], user: { name: "x", age: null }, late: null },
      { id: 2, price: 2.5, v: [2, 3], tags: [], user: { name: null, age: 3 }, late: true },
      { id: null, price: null, v: null, tags: null, user: null, late: null },
    ]);
  });

  test("integers that float32 would round keep their type in lists", async () => {
    const { columns } = await load("ids.ndjson", '{"ids":[16777217,1]}\n');
    expect(columns).toEqual({ ids: "list<int64>" });
  });

  test.each([
    ["", "it contains no rows, so it has no columns."],
    ['{"a":1}\n{"a":', "line 2 is not valid JSON."],
    ["[1]\n", "line 1 is not a JSON object."],
    ['{"a":1}\n{"a":"x"}\n', 'line 2: "a" is a string, while it is an integer in the lines before.'],
    ['{"a":12345678901234567890}\n', 'line 1: "a" is a number that no column type can store.'],
  ])("%j is refused", async (text, message) => {
    expect(await refusal("wrong.jsonl", text)).toEqual([5, message]);
  });
});

describe("Arrow and Parquet", () => {
  const type = new FixedSizeList(2, new Field("item", new Float32()));
  const table = new Table({
    id: vectorFromArray([1, 2, 3], new Int32()),
    name: vectorFromArray(["a", null, "c"], new Utf8()),
    vector: vectorFromArray(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      type,
    ),
  });
  const loaded = {
    columns: { id: "int32", name: "utf8", vector: "float32[2]" },
    rows: [
      { id: 1, name: "a", vector: [1, 2] },
      { id: 2, name: null, vector: [3, 4] },
      { id: 3, name: "c", vector: [5, 6] },
    ],
  };
  const parquet = (compression: Compression): Uint8Array => {
    const properties = new WriterPropertiesBuilder()
      .setCompression(compression)
      .setMaxRowGroupSize(2)
      .build();
    return writeParquet(WasmTable.fromIPCStream(tableToIPC(table, "stream")), properties);
  };

  test("an Arrow file, an Arrow stream, and one whose name has no known extension", async () => {
    const file = RecordBatchFileWriter.writeAll(table).toUint8Array(true);
    expect(await load("rows.arrow", file)).toEqual(loaded);
    expect(await load("rows.arrows", tableToIPC(table, "stream"))).toEqual(loaded);
    expect(await load("rows.bin", file, "--format", "arrow")).toEqual(loaded);
  });

  test.each(["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4_RAW"] as const)(
    "Parquet, %s",
    async (name) => {
      expect(await load("rows.parquet", parquet(Compression[name]))).toEqual(loaded);
    },
  );

  test("a truncated file or one of another format is rejected", async () => {
    const file = RecordBatchFileWriter.writeAll(table).toUint8Array(true);
    expect(await refusal("cut.arrow", file.slice(0, -20))).toEqual([
      5,
      "the data begins like an Arrow file but does not end like one; its end may be missing.",
    ]);
    for (const text of ["", "no", "no arrow at all", '{"id":1}\n']) {
      expect(await refusal("text.arrow", text)).toEqual([
        5,
        "the data is neither an Arrow file nor an Arrow stream.",
      ]);
    }
    const cut = await refusal("cut.parquet", parquet(Compression.SNAPPY).slice(0, -20));
    expect(cut).toEqual([5, expect.stringContaining("it cannot be read as Parquet: ")]);
  });
});

describe("large files", () => {
  const megabytes = 32;

  beforeAll(async () => {
    const csv = await open(join(folder.path, "large.csv"), "w");
    await csv.write("id,text\n");
    const lines = Array.from({ length: 8192 }, (_, index) => `${index},${"x".repeat(120)}\n`).join("");
    for (let written = 0; written < megabytes * 2 ** 20; written += lines.length) await csv.write(lines);
    await csv.close();
  });

  test("an Arrow file is closed if its rows are not read", async () => {
    const path = join(folder.path, "unread.arrow");
    await writeFile(path, tableToIPC(new Table({ a: vectorFromArray([1, 2], new Int32()) }), "file"));
    const opened = async (): Promise<number> => {
      const links = (await readdir("/proc/self/fd")).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ""),
      );
      return (await Promise.all(links)).filter((link) => link === path).length;
    };
    const file = { path, name: path, size: 0, [Symbol.asyncDispose]: async () => undefined };
    const text = { nulls: [], numbers: plainFormat, types: new Map() };
    const { signal } = new AbortController();
    {
      await using rows = await openRows(file, { format: "arrow", signal, onBytes: () => undefined, text });
      expect(rows.inferred).toBe(false);
      expect(await opened()).toBe(1);
    }
    expect(await opened()).toBe(0);
  });

  test("are never held in memory as a whole", async () => {
    const options = { format: "csv" as FileFormat, signal: new AbortController().signal };
    let read = 0;
    const path = join(folder.path, "large.csv");
    const file = { path, name: path, size: 0, [Symbol.asyncDispose]: async () => undefined };
    const { data } = await openRows(file, {
      ...options,
      text: { nulls: [], numbers: plainFormat, types: new Map() },
      onBytes: (bytes) => (read += bytes),
    });
    let [bytes, peak] = [0, 0];
    const before = process.memoryUsage().arrayBuffers;
    const held = (): number => process.memoryUsage().arrayBuffers - before;
    for await (const chunk of data) {
      bytes += chunk.byteLength;
      if (held() <= peak) continue;
      // Only memory that is still referenced counts, not garbage.
      collectGarbage();
      peak = Math.max(peak, held());
    }
    expect(bytes).toBeGreaterThan(megabytes * 2 ** 20);
    expect(read).toBeGreaterThan(2 * megabytes * 2 ** 20);
    expect(peak).toBeLessThan((megabytes / 2) * 2 ** 20);
  });
});
