import { decimalBits, lanceDecimalName, lanceTypeName } from "@lancetree/arrow";
import { isObject, type JsonObject } from "../../request/model.ts";

/**
 * Converts the type names of a schema to those that the remote client reads. It changes only schemas of backends that ignore the call
 * option `typeNames`.
 */
export function toLogicalSchema(schema: JsonObject): JsonObject {
  return { ...schema, fields: toLogicalFields(schema["fields"]) };
}

function toLogicalFields(fields: unknown): unknown {
  if (!Array.isArray(fields)) return fields;
  return fields.map((field: unknown) =>
    isObject(field) ? { ...field, type: toLogicalType(field["type"]) } : field,
  );
}

function toLogicalType(type: unknown): unknown {
  if (!isObject(type) || typeof type["type"] !== "string") return type;
  const { fields, length, ...rest } = type;
  const name = type["type"];
  const bits = decimalBits(name);
  if (bits !== undefined && typeof length === "number")
    return { ...rest, type: lanceDecimalName(bits, length) };
  return {
    ...rest,
    // The remote client has no type for maps; a map has the memory layout of a list.
    type: name === "map" ? "list" : (lanceTypeName(name) ?? name),
    ...(fields !== undefined && { fields: toLogicalFields(fields) }),
    ...(length !== undefined && { length }),
  };
}
