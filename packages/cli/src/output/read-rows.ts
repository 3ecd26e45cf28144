import { DataType, Precision, type StructRowProxy, Vector } from "apache-arrow";
import { openArrowReader } from "../arrow-reader.ts";

/** A row of an answer: the names of the columns, and its values in their order. */
export interface AnswerRow {
  readonly columns: readonly string[];
  /** Numbers, bigints, texts, booleans, dates as ISO texts, bytes, lists and objects of these, or null. */
  readonly values: readonly unknown[];
}

/** Reads the rows of an Arrow IPC file or stream. */
export async function* readRows(data: AsyncIterable<Uint8Array>): AsyncGenerator<AnswerRow> {
  for await (const batch of await openArrowReader(data)) {
    const columns = batch.schema.fields.map(({ name }) => name);
    const vectors = batch.schema.fields.map((field, index) => ({
      type: field.type,
      vector: batch.getChildAt(index),
    }));
    for (let row = 0; row < batch.numRows; row += 1) {
      yield { columns, values: vectors.map(({ type, vector }) => plain(vector?.get(row), type)) };
    }
  }
}

function plain(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null;
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return new Date(Number(value)).toISOString();
  if (DataType.isDecimal(type)) return decimalText(value, type.scale);
  if (DataType.isDictionary(type)) return plain(value, type.dictionary);
  if (value instanceof Vector) return Array.from(value, (entry) => plain(entry, value.type));
  if (DataType.isStruct(type) || DataType.isMap(type)) return plainObject(value as StructRowProxy, type);
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return null;
  return DataType.isFloat(type) && type.precision !== Precision.DOUBLE ? shortest(value) : value;
}

/** A float32 in as few digits as tell it from others: 0.1 and not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function plainObject(value: Iterable<[unknown, unknown]>, type: DataType): Record<string, unknown> {
  const types = new Map(type.children.map((field) => [field.name, field.type]));
  return Object.fromEntries(
    Array.from(value, ([key, entry]) => [String(key), plain(entry, types.get(String(key)) ?? type)]),
  );
}

/** Arrow gives the digits as four words, the lowest first. */
function decimalText(value: unknown, scale: number): string {
  const words = value instanceof Uint32Array ? [...value] : [];
  const bits = BigInt(words.length * 32);
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n);
  const digits = BigInt.asIntN(Number(bits), unsigned);
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return digits < 0n ? `-${whole}` : whole;
}
