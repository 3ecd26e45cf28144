import { findNearest } from "@lancetree/core";
import * as arrow from "apache-arrow-21";
import { usageError } from "../errors/cli-error.ts";

type DataType = arrow.DataType;

/**
 * Reads a data type by its name: Arrow's (`int64`, `timestamp[us, UTC]`, `list<utf8>`), Lance's (`double`,
 * `timestamp:us:UTC`, `fixed_size_list:float:128`, `decimal:128:10:2`), or as `describe` prints it (`float32[128]`).
 *
 * @throws a usage error that lists the known types
 */
export function parseColumnType(text: string): DataType {
  const type = read(text.trim());
  if (type) return type;
  const names = Object.keys(simple);
  const nearest = findNearest(text, names);
  throw usageError(
    `There is no data type "${text}".`,
    `${nearest === undefined ? "" : `did you mean "${nearest}"? `}allowed: ${names.join(", ")}, and types with parameters such as timestamp:us:UTC, time64:us, decimal(10, 2), fixed_size_binary(16), list<int64>, struct<a: int64> and float32[128]`,
  );
}

const simple: Readonly<Record<string, () => DataType>> = {
  null: () => new arrow.Null(),
  bool: () => new arrow.Bool(),
  boolean: () => new arrow.Bool(),
  int8: () => new arrow.Int8(),
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int: () => new arrow.Int64(),
  int64: () => new arrow.Int64(),
  uint8: () => new arrow.Uint8(),
  uint16: () => new arrow.Uint16(),
  uint32: () => new arrow.Uint32(),
  uint64: () => new arrow.Uint64(),
  float16: () => new arrow.Float16(),
  halffloat: () => new arrow.Float16(),
  float32: () => new arrow.Float32(),
  float: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  double: () => new arrow.Float64(),
  utf8: () => new arrow.Utf8(),
  string: () => new arrow.Utf8(),
  text: () => new arrow.Utf8(),
  large_utf8: () => new arrow.LargeUtf8(),
  large_string: () => new arrow.LargeUtf8(),
  binary: () => new arrow.Binary(),
  large_binary: () => new arrow.LargeBinary(),
  date: () => new arrow.DateDay(),
  date32: () => new arrow.DateDay(),
  "date32:day": () => new arrow.DateDay(),
  date64: () => new arrow.DateMillisecond(),
  "date64:ms": () => new arrow.DateMillisecond(),
  timestamp: () => new arrow.TimestampMicrosecond(),
  time32: () => new arrow.TimeMillisecond(),
  time64: () => new arrow.TimeMicrosecond(),
  duration: () => new arrow.DurationMicrosecond(),
};

const units: Readonly<Record<string, arrow.TimeUnit>> = {
  s: arrow.TimeUnit.SECOND,
  ms: arrow.TimeUnit.MILLISECOND,
  us: arrow.TimeUnit.MICROSECOND,
  ns: arrow.TimeUnit.NANOSECOND,
};

/** Each pattern with a function that builds a type from its groups; undefined where they are invalid. */
const patterns: readonly (readonly [RegExp, (...groups: string[]) => DataType | undefined])[] = [
  [/^fixed_size_list:(.+):(\d+)$/i, (item, size) => fixedSizeList(item, size)],
  [
    /^vector(?:[[(](\d+)[\])]|:(\d+))$/i,
    (...sizes) =>
      fixedSizeList(
        "float32",
        sizes.find((size) => size),
      ),
  ],
  [/^(?:list<(.+)>|list\[(.+)\]|list:(.+))$/i, (...items) => listOf(items.find((item) => item))],
  [/^struct<(.+)>$/i, (fields) => structOf(fields)],
  [/^(?:fixed_size_binary|binary)[:([](\d+)[)\]]?$/i, (size) => fixedSizeBinary(size)],
  [
    /^decimal:?(128|256)?[:(]\s*(\d+)\s*[:,]\s*(-?\d+)\s*\)?$/i,
    (bits, precision, scale) => decimal(bits, precision, scale),
  ],
  [
    /^(timestamp|time32|time64|time|duration)(?:[[(:]\s*(s|ms|us|ns)\s*(?:[,:]\s*(.+?))?\s*[\])]?)$/i,
    (kind, unit, zone) => moment(kind?.toLowerCase(), unit?.toLowerCase(), zone),
  ],
  [/^(.+)\[(\d+)\]$/, (item, size) => fixedSizeList(item, size)],
];

function read(text: string): DataType | undefined {
  const known = Object.entries(simple).find(([name]) => name === text.toLowerCase());
  if (known) return known[1]();
  for (const [pattern, make] of patterns) {
    const [whole, ...groups] = pattern.exec(text) ?? [];
    const type = whole === undefined ? undefined : make(...groups);
    if (type) return type;
  }
  return undefined;
}

function fixedSizeList(item = "", size = ""): DataType | undefined {
  const type = read(item.trim());
  const length = Number(size);
  return type && length > 0 && length < 2 ** 31
    ? new arrow.FixedSizeList(length, new arrow.Field("item", type, true))
    : undefined;
}

function listOf(item = ""): DataType | undefined {
  const type = read(item.trim());
  return type && new arrow.List(new arrow.Field("item", type, true));
}

function structOf(text = ""): DataType | undefined {
  const fields: arrow.Field[] = [];
  for (const part of splitOutside(text)) {
    const at = part.indexOf(":");
    const type = at > 0 ? read(part.slice(at + 1).trim()) : undefined;
    if (!type) return undefined;
    fields.push(new arrow.Field(part.slice(0, at).trim(), type, true));
  }
  return new arrow.Struct(fields);
}

/** Splits at commas outside of brackets. */
function splitOutside(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("<([".includes(character)) depth += 1;
    if (">)]".includes(character)) depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}

function fixedSizeBinary(size = ""): DataType | undefined {
  const width = Number(size);
  return width > 0 && width < 2 ** 31 ? new arrow.FixedSizeBinary(width) : undefined;
}

function decimal(bits: string | undefined, precision = "", scale = ""): DataType | undefined {
  const [digits, decimals, width] = [Number(precision), Number(scale), Number(bits || 128)];
  const isFine = digits >= 1 && digits <= (width === 128 ? 38 : 76) && Math.abs(decimals) <= digits;
  return isFine ? new arrow.Decimal(decimals, digits, width) : undefined;
}

function moment(kind = "", unit = "", zone?: string): DataType | undefined {
  const known = units[unit];
  if (known === undefined || (zone !== undefined && kind !== "timestamp")) return undefined;
  switch (kind) {
    case "timestamp":
      // Lance writes a hyphen where there is no zone.
      return new arrow.Timestamp(known, zone === "-" ? undefined : zone);
    case "duration":
      return new arrow.Duration(known);
    case "time32":
      return known <= arrow.TimeUnit.MILLISECOND ? new arrow.Time(known, 32) : undefined;
    case "time64":
      return known > arrow.TimeUnit.MILLISECOND ? new arrow.Time(known, 64) : undefined;
    default:
      return new arrow.Time(known, known <= arrow.TimeUnit.MILLISECOND ? 32 : 64);
  }
}
