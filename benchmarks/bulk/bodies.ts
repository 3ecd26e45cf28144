import {
  Field,
  FixedSizeList,
  Float32,
  Int32,
  Int64,
  List,
  makeData,
  makeVector,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";

/** The columns that the rows of a body have. */
export const bodyKinds = ["vectors", "strings", "nested"] as const;
export type BodyKind = (typeof bodyKinds)[number];

/** An Arrow IPC stream in parts: the batch may be sent any number of times. */
export interface Body {
  readonly start: Uint8Array;
  readonly batch: Uint8Array;
  readonly end: Uint8Array;
  readonly rows: number;
}

/** Approximate size of one batch. */
const batchBytes = 4 * 1024 * 1024;

/** Rows of a kind, the same in every process. The schema comes first, behind a marker and its length. */
export function bodyOf(kind: BodyKind): Body {
  const random = randomNumbers();
  const table = makers[kind](random);
  const stream = tableToIPC(table, "stream");
  const schemaLength = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return {
    start: stream.subarray(0, schemaLength),
    batch: stream.subarray(schemaLength, -8),
    end: stream.subarray(-8),
    rows: table.numRows,
  };
}

/** A body without rows, for a new table. */
export function emptyBodyOf(kind: BodyKind): Uint8Array {
  const { start, end } = bodyOf(kind);
  return Buffer.concat([start, end]);
}

type Random = () => number;

const makers: Readonly<Record<BodyKind, (random: Random) => Table>> = {
  /** Rows of 516 bytes: an id and 128 numbers. */
  vectors(random) {
    const rows = Math.floor(batchBytes / 516);
    const values = Float32Array.from({ length: rows * 128 }, random);
    const type = new FixedSizeList(128, new Field("item", new Float32(), true));
    const child = makeData({ type: new Float32(), length: values.length, data: values });
    return new Table({
      id: ids(rows),
      vector: new Vector([makeData({ type, length: rows, nullCount: 0, child })]),
    });
  },
  /** Rows of about 600 bytes: an id and four strings. */
  strings(random) {
    const rows = Math.floor(batchBytes / 620);
    const columns = [0, 1, 2, 3].map((column) => {
      const strings = Array.from({ length: rows }, () => stringOf(random, 150));
      return [`text_${column}`, vectorFromArray(strings, new Utf8())] as const;
    });
    return new Table({ id: ids(rows), ...Object.fromEntries(columns) });
  },
  /** Rows of about 360 bytes: an id and eight pairs of a number and a string. */
  nested(random) {
    const rows = Math.floor(batchBytes / 360);
    const pairs = rows * 8;
    const numbers = BigInt64Array.from({ length: pairs }, (_, index) => BigInt(index));
    const strings = vectorFromArray(
      Array.from({ length: pairs }, () => stringOf(random, 24)),
      new Utf8(),
    );
    const pair = new Struct<{ number: Int64; text: Utf8 }>([
      new Field("number", new Int64(), true),
      new Field("text", new Utf8(), true),
    ]);
    const [text] = strings.data;
    const child = makeData({
      type: pair,
      length: pairs,
      nullCount: 0,
      children: [makeData({ type: new Int64(), length: pairs, data: numbers }), ...(text ? [text] : [])],
    });
    const type = new List(new Field("item", pair, true));
    const valueOffsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * 8);
    return new Table({
      id: ids(rows),
      pairs: new Vector([makeData({ type, length: rows, nullCount: 0, valueOffsets, child })]),
    });
  },
};

function ids(rows: number): Vector<Int32> {
  return makeVector(
    makeData({ type: new Int32(), data: Int32Array.from({ length: rows }, (_, row) => row) }),
  );
}

const letters = "abcdefghijklmnopqrstuvwxyz      ";

function stringOf(random: Random, length: number): string {
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
}

/** Numbers from 0 to below 1. */
function randomNumbers(): Random {
  let state = 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x6d2b_79f5;
    return (state >>> 0) / 2 ** 32;
  };
}
