/** The printable form of every Arrow value: what is stored, with all its digits. Uses Arrow alone, so that it runs anywhere. */
import {
  type Data,
  DataType,
  DateUnit,
  IntervalUnit,
  Precision,
  TimeUnit,
  Type,
  type Vector,
} from "apache-arrow-21";
import { fromHalfBits, toHalf } from "../half-float.ts";
import { dateText, dateTimeText, durationText, timeOfDayText, unitDigits } from "./printable-time.ts";

/**
 * A value as JSON can say it. Whole numbers of 64 bits are bigint; decimals, dates and times are texts; bytes are Base64;
 * NaN and the infinities stay numbers.
 */
export type PrintableValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PrintableValue[]
  | PrintableObject;

/** A struct, a map or a row: names and values in their order; a name may occur twice. */
export interface PrintableObject {
  readonly entries: readonly (readonly [name: string, value: PrintableValue])[];
}

/** Reads the value at a place of a column. */
export type ValueReader = (index: number) => PrintableValue;

/** The values of a column, one after the other. */
export function* printableValues(column: Vector): Generator<PrintableValue> {
  for (const data of column.data) {
    const read = readerOf(data);
    for (let index = 0; index < data.length; index += 1) yield read(index);
  }
}

/** What reads the values of one chunk of a column. */
export function readerOf(data: Data): ValueReader {
  const type: DataType = data.type;
  if (DataType.isNull(type)) return () => null;
  const read = validReader(data, type);
  return (index) => (data.getValid(index) ? read(index) : null);
}

function validReader(data: Data, type: DataType): ValueReader {
  if (DataType.isBool(type)) return boolReader(data);
  if (DataType.isInt(type)) return type.bitWidth === 64 ? integerAt(data) : numberAt(data);
  if (DataType.isFloat(type)) return floatReader(data, type.precision);
  if (DataType.isDecimal(type)) {
    const { bitWidth, scale } = type;
    const words = numberAt(data);
    return (index) => decimalText(words, index * (bitWidth / 32), bitWidth, scale);
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    const bytes = variableBytes(data);
    return (index) => decoder.decode(bytes(index));
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    const bytes = variableBytes(data);
    return (index) => base64(bytes(index));
  }
  if (DataType.isFixedSizeBinary(type)) {
    const { byteWidth } = type;
    const bytes = bytesOf(data);
    return (index) => base64(bytes.subarray(index * byteWidth, (index + 1) * byteWidth));
  }
  return momentReader(data, type) ?? nestedReader(data, type);
}

/** Dates, times, timestamps, durations and intervals; undefined for other types. */
function momentReader(data: Data, type: DataType): ValueReader | undefined {
  const amount = integerAt(data);
  if (DataType.isDate(type)) {
    if (type.unit === DateUnit.DAY) return (index) => dateText(amount(index));
    return (index) => {
      const ms = amount(index);
      return ms % 86_400_000n === 0n ? dateText(ms / 86_400_000n) : dateTimeText(ms, 3);
    };
  }
  if (DataType.isTime(type)) {
    const digits = digitsOf(type.unit);
    return (index) => timeOfDayText(amount(index), digits);
  }
  if (DataType.isTimestamp(type)) {
    const digits = digitsOf(type.unit);
    // With a zone, what is stored is the time in UTC.
    const end = type.timezone ? "Z" : "";
    return (index) => dateTimeText(amount(index), digits) + end;
  }
  if (DataType.isDuration(type)) {
    const digits = digitsOf(type.unit);
    return (index) => durationText(0n, 0n, amount(index), digits);
  }
  if (DataType.isInterval(type)) {
    if (type.unit === IntervalUnit.YEAR_MONTH) return (index) => durationText(amount(index), 0n, 0n, 0);
    if (type.unit === IntervalUnit.DAY_TIME)
      return (index) => durationText(0n, amount(index * 2), amount(index * 2 + 1), 3);
    return (index) => {
      const low = BigInt.asUintN(32, amount(index * 4 + 2));
      const nanoseconds = BigInt.asIntN(64, (amount(index * 4 + 3) << 32n) | low);
      return durationText(amount(index * 4), amount(index * 4 + 1), nanoseconds, 9);
    };
  }
  return undefined;
}

function nestedReader(data: Data, type: DataType): ValueReader {
  if (DataType.isDictionary(type)) return dictionaryReader(data);
  const children = data.children.map((child) => readerOf(child));
  const [first = () => null] = children;
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type;
    return (index) => range(index * listSize, (index + 1) * listSize).map(first);
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    const offset = offsetAt(data);
    return (index) => range(offset(index), offset(index + 1)).map(first);
  }
  if (DataType.isMap(type)) {
    const [pairs] = data.children;
    const [key = () => null, value = () => null] = pairs?.children.map((child) => readerOf(child)) ?? [];
    const offset = offsetAt(data);
    return (index) => ({
      entries: range(offset(index), offset(index + 1)).map((at) => [keyText(key(at)), value(at)]),
    });
  }
  if (DataType.isStruct(type)) {
    const names = type.children.map(({ name }) => name);
    return (index) => ({ entries: names.map((name, place) => [name, children[place]?.(index) ?? null]) });
  }
  if (DataType.isUnion(type)) {
    const dense = DataType.isDenseUnion(type) ? offsetAt(data) : undefined;
    return (index) => {
      const child = children[type.typeIdToChildIndex[data.typeIds[index] ?? 0] ?? 0];
      return child?.(dense ? dense(index) : index) ?? null;
    };
  }
  throw new TypeError(`Values of the Arrow type ${Type[type.typeId]} cannot be printed.`);
}

function dictionaryReader(data: Data): ValueReader {
  const key = integerAt(data);
  const chunks = (data.dictionary?.data ?? []).map((chunk) => ({
    length: chunk.length,
    read: readerOf(chunk),
  }));
  return (index) => {
    let at = Number(key(index));
    for (const { length, read } of chunks) {
      if (at < length) return read(at);
      at -= length;
    }
    return null;
  };
}

function boolReader(data: Data): ValueReader {
  const bytes = bytesOf(data);
  return (index) => {
    const at = data.offset + index;
    return ((bytes[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
  };
}

function floatReader(data: Data, precision: Precision): ValueReader {
  const number = numberAt(data);
  if (precision === Precision.DOUBLE) return number;
  if (precision === Precision.SINGLE) return (index) => shortest(number(index), 6, Math.fround);
  return (index) => shortest(fromHalfBits(number(index)), 3, toHalf);
}

/** A number in as few digits as tell it from others of its width: 0.1 and not 0.10000000149011612. */
function shortest(value: number, digits: number, round: (value: number) => number): number {
  for (let more = 0; more < 3; more += 1) {
    const short = Number(value.toPrecision(digits + more));
    if (round(short) === value) return short;
  }
  return value;
}

/** Arrow keeps the digits in words of 32 bits, the lowest first. */
function decimalText(
  wordAt: (index: number) => number,
  start: number,
  bitWidth: number,
  scale: number,
): string {
  let bits = 0n;
  for (let word = bitWidth / 32 - 1; word >= 0; word -= 1)
    bits = (bits << 32n) + BigInt(wordAt(start + word));
  const digits = BigInt.asIntN(bitWidth, bits);
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString();
  if (scale <= 0) return text === "0" ? "0" : `${sign}${text}${"0".repeat(-scale)}`;
  const padded = text.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

function keyText(key: PrintableValue): string {
  return key === null ? "null" : cellText(key);
}

/**
 * A value as JSON on one line. Whole numbers beyond 2^53, which JSON readers would round, are texts, as are NaN, Infinity and
 * -Infinity, which JSON lacks.
 */
export function jsonText(value: PrintableValue, comma = ",", colon = ":"): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? `${value}` : `"${value}"`;
  if (typeof value === "number") {
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
  }
  if ("entries" in value && !isList(value)) {
    const parts = value.entries.map(
      ([name, entry]) => `${JSON.stringify(name)}${colon}${jsonText(entry, comma, colon)}`,
    );
    return `{${parts.join(comma)}}`;
  }
  return isList(value) ? `[${value.map((entry) => jsonText(entry, comma, colon)).join(comma)}]` : "null";
}

/** A value as a cell of a table for people: texts as they are, nothing for null, the rest as JSON with spaces. */
export function cellText(value: PrintableValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`;
  return jsonText(value, ", ", ": ");
}

function isList(value: PrintableValue): value is readonly PrintableValue[] {
  return Array.isArray(value);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function digitsOf(unit: TimeUnit): number {
  return unitDigits[TimeUnit[unit] as keyof typeof TimeUnit];
}

/** Arrow declares what a chunk holds as any; these say what it is for the types that ask. */
function valuesOf(data: Data): ArrayLike<number | bigint> {
  const values: unknown = data.values;
  return isNumbers(values) ? values : [];
}

function isNumbers(values: unknown): values is ArrayLike<number | bigint> {
  return ArrayBuffer.isView(values) && "length" in values;
}

function numberAt(data: Data): (index: number) => number {
  const values = valuesOf(data);
  return (index) => Number(values[index]);
}

function integerAt(data: Data): (index: number) => bigint {
  const values = valuesOf(data);
  return (index) => BigInt(values[index] ?? 0);
}

function bytesOf(data: Data): Uint8Array {
  const values: unknown = data.values;
  return values instanceof Uint8Array ? values : new Uint8Array();
}

function offsetAt(data: Data): (index: number) => number {
  const offsets: ArrayLike<number | bigint> = data.valueOffsets;
  return (index) => Number(offsets[index] ?? 0);
}

function variableBytes(data: Data): (index: number) => Uint8Array {
  const [bytes, offset] = [bytesOf(data), offsetAt(data)];
  return (index) => bytes.subarray(offset(index), offset(index + 1));
}
