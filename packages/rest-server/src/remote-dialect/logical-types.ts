import { isObject, type JsonObject } from "../read-model.ts";

// The protocol's name of an Arrow type -> Lance's. The protocol's names leave out units and zones, for which
// these stand that its readers assume.
const logicalNames: Readonly<Record<string, string>> = {
  boolean: "bool",
  float16: "halffloat",
  float32: "float",
  float64: "double",
  utf8: "string",
  large_utf8: "large_string",
  date32: "date32:day",
  date64: "date64:ms",
  time32: "time32:ms",
  time64: "time64:us",
  timestamp: "timestamp:us:-",
  duration: "duration:us",
  // The remote client knows no maps; this is how they lie in memory.
  map: "list",
};

/**
 * Writes a schema in the type names that the remote client reads. Backends that can are asked for those names; here they stand
 * in for those that cannot.
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
  const decimal = /^decimal(32|64|128|256)$/.exec(name)?.[1];
  if (decimal !== undefined && typeof length === "number") {
    // The protocol packs both numbers into one: precision * 1000 + scale, and the scale may be negative.
    const precision = Math.floor((length + 128) / 1000);
    const width = decimal === "256" ? 256 : 128;
    return { ...rest, type: `decimal:${width}:${precision}:${length - precision * 1000}` };
  }
  return {
    ...rest,
    type: Object.hasOwn(logicalNames, name) ? logicalNames[name] : name,
    ...(fields !== undefined && { fields: toLogicalFields(fields) }),
    ...(length !== undefined && { length }),
  };
}
