/** Dictionaries in Parquet files: read, or rejected with column and type. The files are pyarrow's. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { load, refuse } from "./support/load-file.ts";

const folder = useCatalogFolder();
const contentOf = (name: string): Promise<Buffer> =>
  readFile(new URL(`files/dictionaries/${name}`, import.meta.url));

// parquet-wasm panics at each of these, which would end the process.
test.each([
  ["bool", 'the column "v"', "bool"],
  ["list-of-bool", '"element" in the column "v"', "bool"],
  ["struct-of-bool", '"yes" in the column "v"', "bool"],
  ["float16", 'the column "v"', "float16"],
  ["decimal", 'the column "v"', "decimal128(10, 1)"],
  ["two-bytes", 'the column "v"', "fixed_size_binary[2]"],
  ["null", 'the column "v"', "null"],
])("%s is refused by its column and type", async (name, where, values) => {
  expect(await refuse(folder, `${name}.parquet`, await contentOf(`${name}.parquet`))).toEqual({
    code: 9,
    message: `${where} is a dictionary<values=${values}, indices=int8, ordered=0>, which cannot be read from Parquet.`,
    hint: "write the column without a dictionary; nothing was changed",
  });
});

test("dictionaries that Lance stores are read", async () => {
  const { rows } = await load(folder, "readable.parquet", await contentOf("readable.parquet"));
  expect(rows).toEqual([
    {
      word: "a",
      large_word: "a",
      bytes: "YQ==",
      int8: 1,
      uint64: 1,
      float32: 0.5,
      float64: 0.5,
    },
    expect.objectContaining({ word: null, int8: null, float64: null }),
    expect.objectContaining({ word: "b", bytes: "Yg==", int8: 2, uint64: 2, float64: 1.5 }),
  ]);
});
