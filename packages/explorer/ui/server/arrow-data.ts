import type { ArrowField, ArrowType } from "@lancetree/arrow";
import type { Data, RecordBatch } from "apache-arrow";
import { type ArrowLibrary, libraryField, libraryType } from "./arrow-types.ts";

/** The columns of one batch, in the order of the fields. */
export interface BatchValues {
  readonly length: number;
  readonly columns: readonly (readonly unknown[])[];
}

/**
 * Encodes batches of values as an Arrow stream. A value is null, or by type: a number for floats and for integers of up
 * to 32 bits, `bigint` for wider ones and for decimals; a string or bytes for text; bytes for binary and 16-bit floats; an
 * array for lists; an object for structs; an array of objects with `key` and `value` for maps.
 */
export async function encodeBatches(
  fields: readonly ArrowField[],
  batches: AsyncIterable<BatchValues> | readonly BatchValues[],
): Promise<Uint8Array> {
  // Its builders make code of strings, which the page's policy forbids; its data does not.
  const arrow = await import("apache-arrow");
  const schema = new arrow.Schema(fields.map((field) => libraryField(arrow, field)));
  const struct = new arrow.Struct(schema.fields);
  const encoded: RecordBatch[] = [];
  for await (const { length, columns } of batches) {
    const children = fields.map((field, index) => dataOf(arrow, field, columns[index] ?? []));
    encoded.push(new arrow.RecordBatch(schema, new arrow.Data(struct, 0, length, 0, {}, children)));
  }
  return arrow.tableToIPC(new arrow.Table(schema, encoded), "stream");
}

/** What a column consists of, besides its bitmap of nulls. */
interface Parts {
  readonly offsets?: Int32Array;
  readonly data?: ArrayBufferView;
  readonly children?: Data[];
}

function dataOf(arrow: ArrowLibrary, field: ArrowField, values: readonly unknown[]): Data {
  const nullCount = values.reduce<number>((sum, value) => (isNull(value) ? sum + 1 : sum), 0);
  const { offsets, data, children } = partsOf(arrow, field, values);
  const { OFFSET, DATA, VALIDITY } = arrow.BufferType;
  const buffers = {
    ...(offsets && { [OFFSET]: offsets }),
    ...(data && { [DATA]: data }),
    ...(nullCount > 0 && { [VALIDITY]: bits(values, (value) => !isNull(value)) }),
  };
  return new arrow.Data(libraryType(arrow, field), 0, values.length, nullCount, buffers, children);
}

function partsOf(arrow: ArrowLibrary, field: ArrowField, values: readonly unknown[]): Parts {
  const { type, children } = field;
  const [item] = children;
  const child = (items: readonly unknown[]): Data[] => (item ? [dataOf(arrow, item, items)] : []);
  switch (type.kind) {
    case "null":
      return {};
    case "bool":
      return { data: bits(values, (value) => value === true) };
    case "utf8":
    case "binary":
      return joined(values);
    case "list":
    case "map": {
      const lists = values.map((value) => (isNull(value) ? [] : asList(value)));
      return { offsets: offsetsOf(lists.map(({ length }) => length)), children: child(lists.flat()) };
    }
    case "fixed_size_list": {
      const nothing = Array.from({ length: type.length }, () => null);
      const lists = values.map((value) => (isNull(value) ? nothing : asList(value)));
      const wrong = lists.find(({ length }) => length !== type.length);
      if (wrong) throw new Error(`A list in “${field.name}” has ${wrong.length} values, not ${type.length}.`);
      return { children: child(lists.flat()) };
    }
    case "struct":
      return {
        children: children.map((part) =>
          dataOf(
            arrow,
            part,
            values.map((value) => memberOf(value, part.name)),
          ),
        ),
      };
    default:
      return { data: fixedValues(type, values) };
  }
}

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : Array.from(value as ArrayLike<unknown>);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : null;
}

function bits(values: readonly unknown[], test: (value: unknown) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [row, value] of values.entries())
    if (test(value)) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7));
  return bytes;
}

function offsetsOf(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) {
    const end = (offsets[row] ?? 0) + length;
    if (end > 0x7fff_ffff) throw new Error("The values of a column have more than 2 GB.");
    offsets[row + 1] = end;
  }
  return offsets;
}

function joined(values: readonly unknown[]): Parts {
  const encoder = new TextEncoder();
  const parts = values.map((value) =>
    value instanceof Uint8Array ? value : encoder.encode(typeof value === "string" ? value : ""),
  );
  const offsets = offsetsOf(parts.map(({ byteLength }) => byteLength));
  const data = new Uint8Array(offsets.at(-1) ?? 0);
  for (const [row, part] of parts.entries()) data.set(part, offsets[row]);
  return { offsets, data };
}

/** Values of a fixed width; zero where there is none. */
function fixedValues(type: ArrowType, values: readonly unknown[]): ArrayBufferView {
  const numbers = (): number[] => values.map((value) => (isNull(value) ? 0 : Number(value)));
  const longs = (): bigint[] => values.map((value) => (isNull(value) ? 0n : (value as bigint)));
  switch (type.kind) {
    case "int":
      if (type.bits < 64) return integers(type.bits, type.signed, numbers());
      return type.signed ? BigInt64Array.from(longs()) : BigUint64Array.from(longs());
    case "float":
      if (type.bits === 16) return new Uint16Array(fixedBytes(values, 2).buffer);
      return type.bits === 32 ? Float32Array.from(numbers()) : Float64Array.from(numbers());
    case "decimal":
      return decimals(longs(), type.bits / 32);
    case "date":
      return type.unit === "day" ? Int32Array.from(numbers()) : BigInt64Array.from(longs());
    case "time":
      return type.bits === 32 ? Int32Array.from(numbers()) : BigInt64Array.from(longs());
    case "timestamp":
    case "duration":
      return BigInt64Array.from(longs());
    case "fixed_size_binary":
      return fixedBytes(values, type.width);
    default:
      throw new Error(`The page cannot write values of the type ${type.kind}.`);
  }
}

function integers(width: number, isSigned: boolean, values: readonly number[]): ArrayBufferView {
  switch (width) {
    case 8:
      return isSigned ? Int8Array.from(values) : Uint8Array.from(values);
    case 16:
      return isSigned ? Int16Array.from(values) : Uint16Array.from(values);
    default:
      return isSigned ? Int32Array.from(values) : Uint32Array.from(values);
  }
}

function fixedBytes(values: readonly unknown[], width: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * width);
  for (const [row, value] of values.entries())
    if (value instanceof Uint8Array) bytes.set(value.subarray(0, width), row * width);
  return bytes;
}

/** Two's complement, the lowest 32 bits first. */
function decimals(values: readonly bigint[], words: number): Uint32Array {
  const data = new Uint32Array(values.length * words);
  for (const [row, value] of values.entries())
    for (let word = 0; word < words; word += 1)
      data[row * words + word] = Number(BigInt.asUintN(32, value >> BigInt(32 * word)));
  return data;
}
