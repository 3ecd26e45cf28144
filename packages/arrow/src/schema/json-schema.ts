import type { Schemas } from "@lancetree/spec";
import type { ArrowField, ArrowSchema } from "./types.ts";

type JsonSchema = Schemas["JsonArrowSchema"];
type JsonField = Schemas["JsonArrowField"];
type JsonType = Schemas["JsonArrowDataType"];

/** Converts a schema to the namespace protocol's JSON: type names in lower case, without empty metadata. */
export function toJsonSchema({ fields, metadata }: ArrowSchema): JsonSchema {
  return { fields: fields.map(toJsonField), ...toJsonMetadata(metadata) };
}

function toJsonField(field: ArrowField): JsonField {
  return {
    name: field.name,
    nullable: field.nullable,
    type: toJsonType(field),
    ...toJsonMetadata(field.metadata),
  };
}

function toJsonMetadata(metadata: ReadonlyMap<string, string>): { metadata?: Record<string, string> } {
  return metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) };
}

/** The protocol's names do not contain units, time zones or dictionaries: a dictionary has the type of its values. */
function toJsonType({ type, children }: ArrowField): JsonType {
  const fields = children.map(toJsonField);
  switch (type.kind) {
    case "int":
      return { type: `${type.signed ? "" : "u"}int${type.bits}` };
    case "float":
      return { type: `float${type.bits}` };
    case "decimal":
      return { type: `decimal${type.bits}`, length: type.precision * 1000 + type.scale };
    case "fixed_size_binary":
      return { type: type.kind, length: type.width };
    case "fixed_size_list":
      return { type: type.kind, fields, length: type.length };
    case "date":
      return { type: type.unit === "day" ? "date32" : "date64" };
    case "time":
      return { type: `time${type.bits}` };
    default:
      return children.length > 0 || type.kind === "struct"
        ? { type: type.kind, fields }
        : { type: type.kind };
  }
}
