import type { Schemas } from "@lancetree/spec";
import { lanceTypeName } from "./lance-type-names.ts";
import type { ArrowField, ArrowSchema, ArrowType } from "./types.ts";

type JsonSchema = Schemas["JsonArrowSchema"];
type JsonField = Schemas["JsonArrowField"];
type JsonType = Schemas["JsonArrowDataType"];

/**
 * Converts a schema to Lance's own type names, which contain units, time zones, dictionaries and scales:
 * `timestamp:ms:Europe/Berlin`, `dict:string:int16:false`, `decimal:128:10:-2`. LanceDB's remote clients read these.
 * They have no name for a map, so a map is written as the list of entries that it is in memory.
 */
export function toLogicalSchema({ fields, metadata }: ArrowSchema): JsonSchema {
  return { fields: fields.map(toField), ...toMetadata(metadata) };
}

function toField(field: ArrowField): JsonField {
  const { name, nullable, metadata } = field;
  return { name, nullable, type: toType(field), ...toMetadata(metadata) };
}

function toMetadata(metadata: ReadonlyMap<string, string>): { metadata?: Record<string, string> } {
  return metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) };
}

function toType({ type, children, dictionary }: ArrowField): JsonType {
  if (dictionary) {
    const { index, ordered } = dictionary;
    return { type: `dict:${nameOf(type)}:${nameOf(index)}:${ordered}` };
  }
  const name = nameOf(type);
  const fields = children.length > 0 || type.kind === "struct" ? { fields: children.map(toField) } : {};
  if (type.kind === "fixed_size_binary") return { type: name, length: type.width };
  return { type: name, ...fields, ...(type.kind === "fixed_size_list" && { length: type.length }) };
}

function nameOf(type: ArrowType): string {
  switch (type.kind) {
    case "int":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "float":
      return named(`float${type.bits}`);
    case "utf8_view":
      return named("utf8");
    case "binary_view":
      return "binary";
    case "decimal":
      return `decimal:${type.bits}:${type.precision}:${type.scale}`;
    case "date":
      return named(type.unit === "day" ? "date32" : "date64");
    case "time":
      return `time${type.bits}:${type.unit}`;
    case "timestamp":
      return `timestamp:${type.unit}:${type.zone ?? "-"}`;
    case "duration":
      return `duration:${type.unit}`;
    case "map":
      return "list";
    default:
      return named(type.kind);
  }
}

function named(protocolName: string): string {
  return lanceTypeName(protocolName) ?? protocolName;
}
