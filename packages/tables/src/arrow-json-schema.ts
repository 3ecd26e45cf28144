import type { Schemas } from "@lancetree/spec";
import type { DataType, Field, Schema } from "apache-arrow";
import { arrow } from "./arrow.ts";

type JsonSchema = Schemas["JsonArrowSchema"];
type JsonField = Schemas["JsonArrowField"];
type JsonType = Schemas["JsonArrowDataType"];

/** A schema as the namespace protocol writes it: type names in lower case, empty metadata left out. */
export function toJsonSchema(schema: Schema): JsonSchema {
  return { fields: schema.fields.map(toJsonField), ...toJsonMetadata(schema.metadata) };
}

function toJsonField(field: Field): JsonField {
  return {
    name: field.name,
    nullable: field.nullable,
    type: toJsonType(field.type),
    ...toJsonMetadata(field.metadata),
  };
}

function toJsonMetadata(metadata: Map<string, string>): { metadata?: Record<string, string> } {
  return metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) };
}

function toJsonType(type: DataType): JsonType {
  const { DataType: types } = arrow;
  // A dictionary is written as what it holds.
  if (types.isDictionary(type)) return toJsonType(type.dictionary);
  if (types.isDecimal(type))
    return { type: `decimal${type.bitWidth}`, length: type.precision * 1000 + type.scale };
  if (types.isFixedSizeBinary(type)) return { type: "fixed_size_binary", length: type.byteWidth };
  if (types.isFixedSizeList(type)) {
    return { type: "fixed_size_list", fields: type.children.map(toJsonField), length: type.listSize };
  }
  if (types.isList(type)) return { type: "list", fields: type.children.map(toJsonField) };
  if (types.isStruct(type)) return { type: "struct", fields: type.children.map(toJsonField) };
  if (types.isMap(type)) return { type: "map", fields: type.children.map(toJsonField) };
  return { type: simpleName(type) };
}

function simpleName(type: DataType): string {
  const { DataType: types } = arrow;
  if (types.isNull(type)) return "null";
  if (types.isBool(type)) return "bool";
  if (types.isInt(type)) return `${type.isSigned ? "int" : "uint"}${type.bitWidth}`;
  if (types.isFloat(type)) return `float${[16, 32, 64][type.precision]}`;
  if (types.isUtf8(type)) return "utf8";
  if (types.isLargeUtf8(type)) return "large_utf8";
  if (types.isBinary(type)) return "binary";
  if (types.isLargeBinary(type)) return "large_binary";
  if (types.isDate(type)) return type.unit === arrow.DateUnit.DAY ? "date32" : "date64";
  if (types.isTime(type)) return `time${type.bitWidth}`;
  if (types.isTimestamp(type)) return "timestamp";
  if (types.isDuration(type)) return "duration";
  if (types.isInterval(type)) return "interval";
  if (types.isUnion(type)) return "union";
  return (arrow.Type[type.typeId] ?? "unknown").toLowerCase();
}
