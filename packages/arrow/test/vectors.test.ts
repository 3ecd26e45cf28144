/** Columns of lists become vectors. */
import { isNamespaceError } from "@lancetree/core";
import {
  DataType,
  Field,
  Float32,
  Float64,
  Int16,
  List,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import {
  commonListLength,
  openArrow,
  toStream,
  typeText,
  type VectorType,
  withVectors,
} from "../src/index.ts";
import { collect, readAll } from "./support.ts";

type Lists = readonly ((number | null)[] | null)[];

function streamOf(lists: Lists, item: DataType): Uint8Array {
  const type = new List(new Field("item", item, true));
  const table = new Table({
    id: vectorFromArray(
      lists.map((_, row) => row),
      new Int16(),
    ),
    v: vectorFromArray(lists, type),
    name: vectorFromArray(
      lists.map((_, row) => `row ${row}`),
      new Utf8(),
    ),
  });
  return tableToIPC(table, "stream");
}

async function vectorsOf(lists: Lists, item: DataType, type: VectorType): Promise<Table> {
  const reader = withVectors(await openArrow(streamOf(lists, item)), new Map([["v", type]]));
  return tableFromIPC(await collect(toStream(reader)));
}

const valuesOf = (table: Table): unknown[] =>
  Array.from(table.getChild("v") ?? [], (value: unknown) =>
    value === null ? null : Array.from(value as Iterable<unknown>),
  );

describe("lists of one length become vectors", () => {
  const lists = [[1, 2.5], null, [-3, 4]];

  it.each([
    ["float32", new Float32(), 32, lists],
    ["float64", new Float64(), 64, lists],
    ["float64 to float32", new Float64(), 32, lists],
    ["float32 to float64", new Float32(), 64, lists],
    ["int16 to float32", new Int16(), 32, [[1, 2], null, [-3, 4]]],
    ["numbers that are null", new Float32(), 32, [[1, null], [null, 2], null, [null, null]]],
    ["nothing but nulls", new Float32(), 32, [null, null]],
    ["no rows", new Float32(), 32, []],
  ] satisfies [string, DataType, 32 | 64, Lists][])("%s", async (_name, item, bits, values) => {
    const table = await vectorsOf(values, item, { length: 2, bits });
    const type: unknown = table.schema.fields[1]?.type;
    expect(DataType.isFixedSizeList(type) && [type.listSize, String(type.children[0]?.type)]).toEqual([
      2,
      `Float${bits}`,
    ]);
    expect(valuesOf(table)).toEqual(values);
    expect(table.numRows).toBe(values.length);
    expect(Array.from(table.getChild("name") ?? [])).toEqual(values.map((_, row) => `row ${row}`));
  });

  it.each([
    [[[1, 2], [1]], 'Row 2 of column "v" has 1 numbers, not 2.'],
    [[[1, 2, 3]], 'Row 1 of column "v" has 3 numbers, not 2.'],
    [[[1, 1e39]], 'Row 1 of column "v" has a number that is out of the range of float32.'],
  ])("%j is refused", async (values, message) => {
    await expect(vectorsOf(values, new Float64(), { length: 2, bits: 32 })).rejects.toSatisfy(
      (error) => isNamespaceError(error, 13) && error.message === message,
    );
  });

  it("a column without lists of numbers is rejected, and other columns are not read", async () => {
    const open = (): ReturnType<typeof openArrow> => openArrow(streamOf([[1]], new Float32()));
    const vectorTypes = (name: string, bits: 16 | 32): Map<string, VectorType> =>
      new Map([[name, { length: 1, bits }]]);
    const reader = await open();
    expect(() => withVectors(reader, vectorTypes("name", 32))).toThrow(
      'Column "name" of type string does not contain lists of numbers.',
    );
    expect(() => withVectors(reader, vectorTypes("v", 16))).toThrow(
      'Column "v" contains lists of float32, which cannot be turned into vectors of float16.',
    );
    expect(withVectors(reader, vectorTypes("nosuch", 32)).schema.fields.map(typeText)).toEqual(
      reader.schema.fields.map(typeText),
    );
    await reader.close();
  });
});

it("the common length of lists", async () => {
  const common = async (lists: Lists): Promise<unknown> => {
    const { read } = await readAll(streamOf(lists, new Float32()));
    return read.map(({ batch }) => batch.columns[1] && commonListLength(batch.columns[1]));
  };
  expect(await common([[1, 2], null, [3, 4]])).toEqual([2]);
  expect(await common([[1, 2], [3]])).toEqual(["several"]);
  expect(await common([null])).toEqual([undefined]);
  expect(await common([[]])).toEqual([0]);
});
