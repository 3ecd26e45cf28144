import type { FixedSizeList, Float32 } from "apache-arrow";

/** A column of rows that the page made. */
export interface EncodedColumn {
  readonly name: string;
  /** `string`, `int64`, `float64`, `bool`, `timestamp` or `vector[N]`. */
  readonly type: string;
  /** Of the type, or null. */
  readonly values: readonly unknown[];
}

/** Encodes columns as an Arrow stream. */
export async function encodeTable(columns: readonly EncodedColumn[], length: number): Promise<Uint8Array> {
  // Large, and needed only here. Its builders make code of strings, which the page's policy forbids; its data does not.
  const arrow = await import("apache-arrow");
  const fields = columns.map(({ name, type }) => new arrow.Field(name, arrowType(arrow, type), true));
  const children = columns.map((column) => dataOf(arrow, column));
  const schema = new arrow.Schema(fields);
  const data = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
  return arrow.tableToIPC(new arrow.Table(schema, [new arrow.RecordBatch(schema, data)]), "stream");
}

function dataOf(arrow: Arrow, { type, values }: EncodedColumn): ReturnType<Arrow["makeData"]> {
  const length = values.length;
  const common = {
    length,
    nullCount: values.filter((value) => value === null).length,
    nullBitmap: bits(values, (value) => value !== null),
  };
  switch (type) {
    case "int64":
      return arrow.makeData({
        type: new arrow.Int64(),
        ...common,
        data: BigInt64Array.from(values, (value) => (value as bigint | null) ?? 0n),
      });
    case "timestamp":
      return arrow.makeData({
        type: new arrow.TimestampMicrosecond("UTC"),
        ...common,
        data: BigInt64Array.from(values, (value) => (value as bigint | null) ?? 0n),
      });
    case "float64":
      return arrow.makeData({
        type: new arrow.Float64(),
        ...common,
        data: Float64Array.from(values, (value) => (value as number | null) ?? 0),
      });
    case "bool":
      return arrow.makeData({
        type: new arrow.Bool(),
        ...common,
        data: bits(values, (value) => value === true),
      });
    case "string": {
      const parts = values.map((value) => new TextEncoder().encode((value as string | null) ?? ""));
      const valueOffsets = new Int32Array(length + 1);
      for (const [row, part] of parts.entries())
        valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + part.byteLength;
      const data = new Uint8Array(valueOffsets[length] ?? 0);
      for (const [row, part] of parts.entries()) data.set(part, valueOffsets[row]);
      return arrow.makeData({ type: new arrow.Utf8(), ...common, valueOffsets, data });
    }
    default: {
      const size = vectorLength(type);
      const flat = new Float32Array(length * size);
      for (const [row, value] of values.entries())
        if (value !== null) flat.set(value as readonly number[], row * size);
      const child = arrow.makeData({
        type: new arrow.Float32(),
        length: length * size,
        nullCount: 0,
        data: flat,
      });
      return arrow.makeData({ type: vectorType(arrow, size), ...common, child });
    }
  }
}

function bits(values: readonly unknown[], test: (value: unknown) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [row, value] of values.entries())
    if (test(value)) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
  return bytes;
}

type Arrow = typeof import("apache-arrow");

function arrowType(arrow: Arrow, type: string): InstanceType<Arrow["DataType"]> {
  switch (type) {
    case "int64":
      return new arrow.Int64();
    case "float64":
      return new arrow.Float64();
    case "bool":
      return new arrow.Bool();
    case "timestamp":
      return new arrow.TimestampMicrosecond("UTC");
    case "string":
      return new arrow.Utf8();
    default:
      return vectorType(arrow, vectorLength(type));
  }
}

function vectorLength(type: string): number {
  return Number(/\d+/.exec(type)?.[0] ?? 1);
}

function vectorType(arrow: Arrow, length: number): FixedSizeList<Float32> {
  return new arrow.FixedSizeList(length, new arrow.Field("item", new arrow.Float32(), true));
}
