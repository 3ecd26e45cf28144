import type { ArrowField, ArrowType, TimeUnit } from "@lancetree/arrow";
import type { SchemaElement, SchemaTree } from "hyparquet";

/** The field of a column, or of a part of one. @param withItems - false for the item of a list that the tree repeats */
export function fieldOf(tree: SchemaTree, withItems = true): ArrowField {
  const { element } = tree;
  if (withItems && element.repetition_type === "REPEATED")
    return newField(element.name, { kind: "list" }, [{ ...fieldOf(tree, false), name: "item" }], false);
  const nullable = element.repetition_type === "OPTIONAL";
  const item = itemOf(tree);
  if (item) return newField(element.name, { kind: "list" }, [{ ...item, name: "item" }], nullable);
  const entries = entriesOf(tree);
  if (entries)
    return newField(
      element.name,
      { kind: "map", keysSorted: false },
      [{ ...fieldOf(entries, false), name: "entries" }],
      nullable,
    );
  if (tree.children.length > 0)
    return newField(
      element.name,
      { kind: "struct" },
      tree.children.map((child) => fieldOf(child)),
      nullable,
    );
  return newField(element.name, leafType(element), [], nullable);
}

/** Whether a group has the annotation of a list. */
export function isList({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === "LIST" || logical_type?.type === "LIST";
}

/** The item of a group that is annotated as a list, found by the same rules as those of the reader. */
function itemOf({ element, children }: SchemaTree): ArrowField | undefined {
  const [repeated, more] = children;
  const isOne = repeated && !more && repeated.element.repetition_type === "REPEATED";
  if (!isList(element) || !isOne || repeated.children.length > 1) return undefined;
  const [inner] = repeated.children;
  return inner ? fieldOf(inner) : fieldOf(repeated, false);
}

/** The repeated entries of a group that is annotated as a map. */
export function entriesOf({ element, children }: SchemaTree): SchemaTree | undefined {
  const isMap =
    ["MAP", "MAP_KEY_VALUE"].includes(element.converted_type ?? "") || element.logical_type?.type === "MAP";
  const [entries] = children;
  const isWhole = entries?.element.repetition_type === "REPEATED" && entries.children.length === 2;
  return isMap && isWhole && children.length === 1 ? entries : undefined;
}

function newField(
  name: string,
  type: ArrowType,
  children: readonly ArrowField[],
  nullable: boolean,
): ArrowField {
  return { name, type, children, nullable, metadata: new Map() };
}

const units: Readonly<Record<string, TimeUnit>> = { MILLIS: "ms", MICROS: "us", NANOS: "ns" };

function leafType(element: SchemaElement): ArrowType {
  const { logical_type: logical, converted_type: converted } = element;
  switch (logical?.type) {
    case "TIME":
      return timeType(units[logical.unit] ?? "us");
    case "TIMESTAMP":
      return timestampType(units[logical.unit] ?? "us", logical.isAdjustedToUTC);
    case "INTEGER":
      return { kind: "int", bits: logical.bitWidth, signed: logical.isSigned };
    case "DECIMAL":
      return decimalType(logical.precision, logical.scale);
    case "FLOAT16":
      return { kind: "float", bits: 16 };
    case "NULL":
      return { kind: "null" };
    case "STRING":
    case "ENUM":
    case "JSON":
      return { kind: "utf8" };
  }
  const integer = /^(U?)INT_(\d+)$/.exec(converted ?? "");
  if (integer) return { kind: "int", bits: Number(integer[2]), signed: integer[1] === "" };
  switch (converted) {
    case "UTF8":
    case "ENUM":
    case "JSON":
      return { kind: "utf8" };
    case "DECIMAL":
      return decimalType(element.precision ?? 38, element.scale ?? 0);
    case "DATE":
      return { kind: "date", unit: "day" };
    case "TIME_MILLIS":
    case "TIME_MICROS":
      return timeType(converted === "TIME_MILLIS" ? "ms" : "us");
    case "TIMESTAMP_MILLIS":
    case "TIMESTAMP_MICROS":
      return timestampType(converted === "TIMESTAMP_MILLIS" ? "ms" : "us", true);
    default:
      return logical?.type === "DATE" ? { kind: "date", unit: "day" } : physicalType(element);
  }
}

function physicalType({ name, type, type_length = 0 }: SchemaElement): ArrowType {
  switch (type) {
    case "BOOLEAN":
      return { kind: "bool" };
    case "INT32":
    case "INT64":
      return { kind: "int", bits: type === "INT32" ? 32 : 64, signed: true };
    case "INT96":
      return timestampType("ns", false);
    case "FLOAT":
    case "DOUBLE":
      return { kind: "float", bits: type === "FLOAT" ? 32 : 64 };
    case "BYTE_ARRAY":
      return { kind: "binary" };
    case "FIXED_LEN_BYTE_ARRAY":
      return { kind: "fixed_size_binary", width: type_length };
    default:
      throw new Error(`The column “${name}” has a type that the page cannot read.`);
  }
}

function timeType(unit: TimeUnit): ArrowType {
  return { kind: "time", unit, bits: unit === "ms" ? 32 : 64 };
}

function timestampType(unit: TimeUnit, isUtc: boolean): ArrowType {
  return { kind: "timestamp", unit, ...(isUtc && { zone: "UTC" }) };
}

function decimalType(precision: number, scale: number): ArrowType {
  return { kind: "decimal", bits: precision > 38 ? 256 : 128, precision, scale };
}
