import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { FlatTable } from "../ipc/flatbuffer.ts";
import type { ArrowField, ArrowSchema, ArrowType, DictionaryEncoding, IntType, TimeUnit } from "./types.ts";

const maxFields = 10_000;
const deepestField = 64;

/**
 * Reads the schema table of a message or a footer.
 *
 * @throws RangeError for a damaged one, InvalidInputError for one of more than 10,000 fields or 64 levels, UnsupportedError for bytes in
 *   big-endian order
 */
export function readSchemaTable(table: FlatTable): ArrowSchema {
  if (table.int16(0) !== 0) throw new UnsupportedError("Arrow data in big-endian order is not supported.");
  const seen = { fields: 0 };
  // A schema without fields has a list of none.
  if (table.at(1) === undefined) throw new RangeError("A schema has no list of fields.");
  return {
    fields: table.tables(1).map((field) => readField(field, seen, 1)),
    metadata: readMetadata(table, 2),
  };
}

function readField(table: FlatTable, seen: { fields: number }, depth: number): ArrowField {
  seen.fields += 1;
  if (seen.fields > maxFields || depth > deepestField) {
    throw new InvalidInputError(
      `A schema may have at most ${maxFields} fields and at most ${deepestField} levels.`,
    );
  }
  const dictionary = table.table(4);
  const type = readType(table.uint8(2), table.required(3));
  const children = table.tables(5).map((child) => readField(child, seen, depth + 1));
  requireChildren(type, children);
  return {
    name: table.text(0) ?? "",
    nullable: table.uint8(1) !== 0,
    type,
    children,
    ...(dictionary && { dictionary: readDictionary(dictionary) }),
    metadata: readMetadata(table, 6),
  };
}

function requireChildren({ kind }: ArrowType, children: readonly ArrowField[]): void {
  const childCount = childCounts[kind];
  const isWhole = childCount === undefined || children.length === childCount;
  const [entries] = children;
  if (isWhole && (kind !== "map" || (entries?.type.kind === "struct" && entries.children.length === 2)))
    return;
  throw new RangeError("A type has too few or too many child fields.");
}

/** The number of children that each type must have. */
const childCounts: Readonly<Partial<Record<ArrowType["kind"], number>>> = {
  list: 1,
  large_list: 1,
  list_view: 1,
  large_list_view: 1,
  fixed_size_list: 1,
  map: 1,
  run_end_encoded: 2,
};

function readMetadata(table: FlatTable, field: number): Map<string, string> {
  return new Map(table.tables(field).map((entry) => [entry.text(0) ?? "", entry.text(1) ?? ""]));
}

function readDictionary(table: FlatTable): DictionaryEncoding {
  const index = table.table(1);
  return {
    id: table.int64(0),
    index: index ? readInt(index) : { kind: "int", bits: 32, signed: true },
    ordered: table.uint8(2) !== 0,
  };
}

function readInt(table: FlatTable): IntType {
  return { kind: "int", bits: oneOf([8, 16, 32, 64], table.int32(0)), signed: table.uint8(1) !== 0 };
}

const units: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

// By the number that the format gives each type.
const readers: readonly (((table: FlatTable) => ArrowType) | undefined)[] = [
  undefined,
  () => ({ kind: "null" }),
  readInt,
  (table) => ({ kind: "float", bits: at([16, 32, 64], table.int16(0)) }),
  () => ({ kind: "binary" }),
  () => ({ kind: "utf8" }),
  () => ({ kind: "bool" }),
  (table) => ({
    kind: "decimal",
    bits: oneOf([32, 64, 128, 256], table.int32(2, 128)),
    precision: table.int32(0),
    scale: table.int32(1),
  }),
  (table) => ({ kind: "date", unit: at(["day", "ms"], table.int16(0, 1)) }),
  (table) => {
    const unit = at(units, table.int16(0, 1));
    const bits = oneOf([unit === "s" || unit === "ms" ? 32 : 64], table.int32(1, 32));
    return { kind: "time", unit, bits };
  },
  (table) => {
    const zone = table.text(1);
    return { kind: "timestamp", unit: at(units, table.int16(0)), ...(zone && { zone }) };
  },
  (table) => ({ kind: "interval", unit: at(["year_month", "day_time", "month_day_nano"], table.int16(0)) }),
  () => ({ kind: "list" }),
  () => ({ kind: "struct" }),
  (table) => {
    const typeIds = table.int32s(1);
    return {
      kind: "union",
      mode: at(["sparse", "dense"], table.int16(0)),
      ...(typeIds.length > 0 && { typeIds }),
    };
  },
  (table) => ({ kind: "fixed_size_binary", width: natural(table.int32(0)) }),
  (table) => ({ kind: "fixed_size_list", length: natural(table.int32(0)) }),
  (table) => ({ kind: "map", keysSorted: table.uint8(0) !== 0 }),
  (table) => ({ kind: "duration", unit: at(units, table.int16(0, 1)) }),
  () => ({ kind: "large_binary" }),
  () => ({ kind: "large_utf8" }),
  () => ({ kind: "large_list" }),
  () => ({ kind: "run_end_encoded" }),
  () => ({ kind: "binary_view" }),
  () => ({ kind: "utf8_view" }),
  () => ({ kind: "list_view" }),
  () => ({ kind: "large_list_view" }),
];

function readType(number: number, table: FlatTable): ArrowType {
  const reader = readers[number];
  if (!reader) throw new UnsupportedError(`The Arrow type number ${number} is unknown.`);
  return reader(table);
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError("A type has a parameter that is unknown.");
  return value;
}

function oneOf(values: readonly number[], value: number): number {
  return at(values, values.indexOf(value));
}

function natural(value: number): number {
  if (value < 0) throw new RangeError("A type has a negative length.");
  return value;
}
