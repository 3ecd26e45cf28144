import { openArrow, type PrintableValue, printableValues } from "@lancetree/arrow";
import {
  Binary,
  Bool,
  Date_,
  DateUnit,
  Decimal,
  Duration,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int64,
  List,
  makeData,
  Struct,
  Table,
  Timestamp,
  TimeUnit,
  tableToIPC,
  Uint32,
  Uint64,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { Compression, Table as ParquetTable, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";
import { describe, expect, test } from "vitest";
import { innerStrings, noBrowser, useExplorer } from "./page.ts";

describe.skipIf(noBrowser)("a table from a Parquet file", () => {
  const explorer = useExplorer();

  test("has the exact values and types of the file, which the preview shows", async () => {
    const values = exactValues();
    await upload("exact", toParquet(values, Compression.SNAPPY));
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("cell", { name: "9007199254740993", exact: true }).waitFor();
    const heads = await innerStrings(dialog.getByRole("columnheader"));
    expect(heads.map((text) => text.replace(/\s+/, ": "))).toEqual([
      "big: int64",
      "small: uint32",
      "large: uint64",
      "amount: decimal128(30, 4)",
      "seen: timestamp[us, tz=Europe/Berlin]",
      "local: timestamp[ns]",
      "took: duration[ms]",
      "day: date32[day]",
      "text: string",
      "raw: binary",
      "flag: bool",
      "ratio: float64",
      "vector: float32[2]",
      "tags: list<item: string>",
      "details: struct<width: int64, notes: list<item: string>>",
    ]);
    const creating = page.waitForRequest((request) => request.url().includes("/create"));
    await page.getByRole("button", { name: "Create" }).click();
    const sent = (await creating).postDataBuffer() ?? new Uint8Array();
    expect(await rowsOf(sent)).toEqual(await rowsOf(tableToIPC(values, "stream")));
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
  });

  test.each([
    ["GZIP", Compression.GZIP],
    ["ZSTD", Compression.ZSTD],
    ["LZ4_RAW", Compression.LZ4_RAW],
    ["BROTLI", Compression.BROTLI],
  ])("is read in the compression %s", async (name, compression) => {
    await upload(name, toParquet(exactValues(), compression));
    const dialog = explorer.page.getByRole("dialog");
    const cell = dialog.getByRole("cell", { name: "9007199254740993", exact: true });
    await expect.poll(() => cell.count()).toBe(1);
  });

  test("a file that is damaged is reported, by mouse and keyboard alike", async () => {
    await upload("damaged", toParquet(exactValues(), Compression.SNAPPY).slice(50));
    await explorer.page.getByRole("dialog").getByRole("alert").waitFor();
    expect(await explorer.page.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  });

  async function upload(name: string, file: Uint8Array): Promise<void> {
    await explorer.open("#/namespace/many/team_000");
    const { page } = explorer;
    await page.getByRole("button", { name: "New table" }).focus();
    await page.keyboard.press("Enter");
    await page
      .getByRole("dialog")
      .getByLabel("File")
      .setInputFiles({ name: `${name}.parquet`, mimeType: "", buffer: Buffer.from(file) });
  }
});

function toParquet(table: Table, compression: Compression): Uint8Array {
  const properties = new WriterPropertiesBuilder().setCompression(compression).setMaxRowGroupSize(2).build();
  return writeParquet(ParquetTable.fromIPCStream(tableToIPC(table, "stream")), properties);
}

/** The rows of Arrow data, as the page prints them. */
async function rowsOf(data: Parameters<typeof openArrow>[0]): Promise<readonly PrintableValue[][]> {
  const reader = await openArrow(data);
  const rows: PrintableValue[][] = [];
  for await (const { batch, dictionaries } of reader.batches) {
    const read = batch.columns.map((column) => printableValues(column, dictionaries));
    for (let row = 0; row < batch.length; row += 1) rows.push(read.map((at) => at(row)));
  }
  return rows;
}

/** Values that are inexact as numbers or dates of JavaScript, and nulls at every depth. */
function exactValues(): Table {
  const nested = new Struct([
    new Field("width", new Int64(), true),
    new Field("notes", new List(new Field("item", new Utf8(), true)), true),
  ]);
  return new Table({
    big: vectorFromArray([9_007_199_254_740_993n, null, -9_223_372_036_854_775_808n], new Int64()),
    small: vectorFromArray([4_294_967_295, null, 0], new Uint32()),
    large: vectorFromArray([18_446_744_073_709_551_615n, null, 0n], new Uint64()),
    amount: vectorFromArray(
      [words(123_456_789_012_345_678_901_234_567_891n), null, words(-1n)],
      new Decimal(4, 30, 128),
    ),
    seen: timestamps(new Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin")),
    local: timestamps(new Timestamp(TimeUnit.NANOSECOND)),
    took: vectorFromArray([1500n, null, -1n], new Duration(TimeUnit.MILLISECOND)),
    day: vectorFromArray([new Date(86_400_000), null, new Date(-86_400_000)], new Date_(DateUnit.DAY)),
    text: vectorFromArray(["", null, "ä\u0000\u{1f600}"], new Utf8()),
    raw: vectorFromArray([Uint8Array.of(0, 255), null, new Uint8Array()], new Binary()),
    flag: vectorFromArray([true, null, false], new Bool()),
    ratio: vectorFromArray([0.1, null, Number.NEGATIVE_INFINITY], new Float64()),
    vector: vectorFromArray(
      [[1, 2], null, [0.5, -1]],
      new FixedSizeList(2, new Field("item", new Float32(), true)),
    ),
    tags: vectorFromArray([["a", null], null, []], new List(new Field("item", new Utf8(), true))),
    details: vectorFromArray(
      [{ width: 9_007_199_254_740_993n, notes: ["x"] }, null, { width: null, notes: null }],
      nested,
    ),
  });
}

/** Whole units, also before 1970, that a number or a date would round. */
function timestamps(type: Timestamp): Vector<Timestamp> {
  const data = BigInt64Array.of(1_700_000_000_123_456_789n, 0n, -1n);
  return new Vector([makeData({ type, length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101), data })]);
}

/** A decimal as the library takes it: two's complement, the lowest 32 bits first. */
function words(value: bigint): Uint32Array {
  return Uint32Array.from({ length: 4 }, (_, word) => Number(BigInt.asUintN(32, value >> BigInt(32 * word))));
}
