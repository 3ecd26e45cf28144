import { toHalf } from "@lancetree/arrow";
import { DataType, DateUnit, Precision, TimeUnit } from "apache-arrow-21";
import { arrowTypeName } from "./arrow-type-name.ts";
import { type NumberFormat, notANumberReason, plainFormat } from "./number-format.ts";
import { isTruncatedList, parseList, truncatedReason } from "./parse-list.ts";
import { readDate, readDateTime, readDuration, readTimeOfDay } from "./read-time.ts";

/** What is stored for a value: a number, a bigint where the type has 64 bits or more, text, bytes, or a list of these. */
export type Stored = null | boolean | number | bigint | string | Uint8Array | readonly Stored[];

/** Converts a text cell or a JSON value to what a column stores. Throws {@link ValueMismatch}. */
export type StoredReader = (value: unknown) => Stored;

/**
 * Says why a value does not fit a type. The message is the end of a sentence that begins with the value: `is not a
 * valid int64`.
 */
export class ValueMismatch extends Error {}

/**
 * The reader for a type. A struct is stored as the list of its fields' values, in their order.
 *
 * @param numberFormat - the number format of the column's cells; numbers inside of lists and structs are in JSON's format
 */
export function storedReader(type: DataType, numberFormat: NumberFormat = plainFormat): StoredReader {
  const readPlain = readerFor(type);
  const isNumber = DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
  const read = isNumber && !numberFormat.isPlain ? withFormat(readPlain, numberFormat) : readPlain;
  return (value) => (value === null || value === undefined ? null : read(value));
}

function withFormat(read: StoredReader, numberFormat: NumberFormat): StoredReader {
  return (value) => {
    if (typeof value !== "string") return read(value);
    return read(
      numberFormat.toPlain(value.trim()) ??
        rejectValue(`is not a number in the format of ${numberFormat.options}`),
    );
  };
}

function readerFor(type: DataType): StoredReader {
  if (DataType.isDictionary(type)) return readerFor(type.dictionary);
  if (DataType.isNull(type)) return () => rejectValue("is not null");
  if (DataType.isBool(type)) return readBool;
  if (DataType.isInt(type)) return intReader(type.bitWidth, type.isSigned);
  if (DataType.isFloat(type)) return floatReader(type.precision, arrowTypeName(type));
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return readText;
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return readBase64;
  if (DataType.isFixedSizeBinary(type)) {
    const { byteWidth } = type;
    return (value) => {
      const bytes = readBase64(value);
      return bytes.length === byteWidth ? bytes : rejectValue(`has ${bytes.length} bytes, not ${byteWidth}`);
    };
  }
  if (DataType.isDecimal(type)) return decimalReader(type.precision, type.scale, arrowTypeName(type));
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) {
    const item = storedReader(type.children[0]?.type ?? type);
    const size = DataType.isFixedSizeList(type) ? type.listSize : undefined;
    return (value) => {
      const list = typeof value === "string" ? parseList(value) : value;
      if (!Array.isArray(list)) return rejectValue(notAListReason(value));
      if (size !== undefined && list.length !== size)
        return rejectValue(`has ${list.length} values, not ${size}`);
      return list.map((entry: unknown) => item(entry));
    };
  }
  if (DataType.isStruct(type)) return structReader(type);
  return momentReader(type) ?? (() => rejectValue(`cannot be converted to ${arrowTypeName(type)}`));
}

function notAListReason(value: unknown): string {
  return typeof value === "string" && isTruncatedList(value)
    ? truncatedReason
    : "is not a list such as [1, 2]";
}

function structReader(type: DataType): StoredReader {
  const fields = type.children.map(({ name, type: field }) => ({ name, read: storedReader(field) }));
  return (value) => {
    const object = parseJson(value);
    if (typeof object !== "object" || object === null || Array.isArray(object)) {
      return rejectValue('is not an object such as {"a": 1}');
    }
    const fieldValues = new Map<string, unknown>(Object.entries(object));
    const unknownName = [...fieldValues.keys()].find((name) => fields.every((field) => field.name !== name));
    if (unknownName !== undefined)
      return rejectValue(`contains "${unknownName}", for which the column has no field`);
    return fields.map(({ name, read }) => read(fieldValues.get(name)));
  };
}

function momentReader(type: DataType): StoredReader | undefined {
  if (DataType.isDate(type)) {
    if (type.unit === DateUnit.DAY) return (value) => Number(parseAmount(value, readDate));
    return (value) =>
      parseAmount(value, (text) => {
        const days = readDate(text);
        return typeof days === "bigint" ? days * 86_400_000n : days;
      });
  }
  if (DataType.isTime(type)) {
    const digits = digitsOf(type.unit);
    const read = (value: unknown): bigint => parseAmount(value, (text) => readTimeOfDay(text, digits));
    return type.bitWidth === 32 ? (value) => Number(read(value)) : read;
  }
  if (DataType.isTimestamp(type)) {
    const digits = digitsOf(type.unit);
    const zone = type.timezone || undefined;
    return (value) => parseAmount(value, (text) => readDateTime(text, digits, zone));
  }
  if (DataType.isDuration(type)) {
    const digits = digitsOf(type.unit);
    return (value) => parseAmount(value, (text) => readDuration(text, digits));
  }
  return undefined;
}

/** An integer is an amount in the unit of the type; a string is parsed. */
function parseAmount(value: unknown, read: (text: string) => bigint | string): bigint {
  const text = toText(value).trim();
  const amount = /^[+-]?\d+$/.test(text) ? BigInt(text) : read(text);
  if (typeof amount === "string") return rejectValue(amount);
  return amount === BigInt.asIntN(64, amount) ? amount : rejectValue("is out of the range of 64 bits");
}

const yes = ["true", "t", "yes", "y", "1"];
const no = ["false", "f", "no", "n", "0"];

function readBool(value: unknown): boolean {
  const text = toText(value).trim().toLowerCase();
  if (yes.includes(text)) return true;
  return no.includes(text) ? false : rejectValue("is neither true nor false");
}

function intReader(bits: number, isSigned: boolean): StoredReader {
  const name = `${isSigned ? "" : "u"}int${bits}`;
  const [min, max] = isSigned
    ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
    : [0n, 2n ** BigInt(bits) - 1n];
  return (value) => {
    const text = toText(value).trim();
    // Writers such as pandas write the integers of a column with missing values as 1.0.
    const whole = /^([+-]?\d+)(?:\.0*)?$/.exec(text)?.[1];
    const number = whole === undefined && text !== "" ? Number(text) : Number.NaN;
    if (whole === undefined && !Number.isSafeInteger(number)) return rejectNumber(text, name);
    const amount = BigInt(whole ?? number);
    if (amount < min || amount > max) return rejectValue(`is out of the range of ${name}`);
    return bits === 64 ? amount : Number(amount);
  };
}

const words: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};
const numberText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function floatReader(precision: Precision, name: string): StoredReader {
  const round =
    precision === Precision.HALF
      ? toHalf
      : precision === Precision.SINGLE
        ? Math.fround
        : (number: number) => number;
  return (value) => {
    const text = toText(value).trim();
    const [, sign, word = ""] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
    const known = words[word.toLowerCase()];
    if (known !== undefined) return sign === "-" ? -known : known;
    if (!numberText.test(text)) return rejectNumber(text, name);
    const number = Number(text);
    return Number.isFinite(round(number)) ? number : rejectValue(`is out of the range of ${name}`);
  };
}

function decimalReader(precision: number, scale: number, name: string): StoredReader {
  return (value) => {
    const text = toText(value).trim();
    const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
    if (whole + fraction === "") return rejectNumber(text, name);
    const kept = fraction.padEnd(Math.max(scale, 0), "0");
    const digits = BigInt(whole + kept) * (sign === "-" ? -1n : 1n);
    // Digits beyond the scale of the type must be zero.
    const divisor = 10n ** BigInt(kept.length - scale);
    if (digits % divisor !== 0n) return rejectValue(`has more decimal places than ${name}`);
    const amount = digits / divisor;
    const size = amount < 0n ? -amount : amount;
    return size < 10n ** BigInt(precision) ? amount : rejectValue(`has more digits than ${name}`);
  };
}

function readBase64(value: unknown): Uint8Array {
  const text = toText(value).trim();
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64").replace(/={1,2}$/, "") === text.replace(/={1,2}$/, "")
    ? bytes
    : rejectValue("is not Base64");
}

function readText(value: unknown): string {
  const text = toText(value);
  return /\p{Surrogate}/u.test(text)
    ? rejectValue("contains half of a surrogate pair, which UTF-8 cannot express")
    : text;
}

/** A cell unchanged, a JSON value as JSON. */
function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(value, (_key, entry: unknown) => (typeof entry === "bigint" ? Number(entry) : entry));
}

/** A cell that contains JSON, or a JSON value. */
function parseJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return rejectValue("is not JSON");
  }
}

function rejectNumber(text: string, type: string): never {
  const reason = notANumberReason(text);
  return rejectValue(`is not a valid ${type}${reason === undefined ? "" : `: it ${reason}`}`);
}

function rejectValue(reason: string): never {
  throw new ValueMismatch(reason);
}

function digitsOf(unit: TimeUnit): number {
  return {
    [TimeUnit.SECOND]: 0,
    [TimeUnit.MILLISECOND]: 3,
    [TimeUnit.MICROSECOND]: 6,
    [TimeUnit.NANOSECOND]: 9,
  }[unit];
}
