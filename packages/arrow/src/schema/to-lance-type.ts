import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import { decimalBits, lanceDecimalName, lanceTypeName } from "./lance-type-names.ts";

type JsonType = Schemas["JsonArrowDataType"];

/**
 * Converts a data type with names of the namespace protocol, or of Lance, to Lance's names. The protocol's names
 * contain no units and time zones; they mean milliseconds in 32 bits, microseconds in 64 bits, and no zone.
 *
 * @throws InvalidInputError for a malformed type, UnsupportedError for a type that Lance does not have
 */
export function toLanceType(json: JsonType): JsonType {
  const { type: jsonType, fields, length } = json;
  if (typeof jsonType !== "string") throw new InvalidInputError("A data type must have a name in `type`.");
  const name = jsonType.toLowerCase();
  const bits = decimalBits(name);
  if (bits !== undefined) return { type: lanceDecimalName(bits, requireLength(name, length)) };
  const known =
    lanceTypeName(name) ?? (common.has(name) ? name : lanceNames.test(jsonType) ? jsonType : undefined);
  if (known !== undefined) return { type: known };
  switch (name) {
    case "fixed_size_binary":
      return { type: name, length: requireLength(name, length) };
    case "list":
    case "large_list":
      return { type: name, fields: [onlyChild(name, fields)] };
    case "fixed_size_list":
      return { type: name, fields: [onlyChild(name, fields)], length: requireLength(name, length) };
    case "struct":
      return { type: name, fields: (fields ?? []).map(toField) };
    default:
      throw new UnsupportedError(`Columns cannot be changed to the data type "${jsonType}".`);
  }
}

const common: ReadonlySet<string> = new Set(["null", "bool", "binary", "large_binary"]);

// Lance's names; zones keep their case.
const lanceNames =
  /^(u?int(8|16|32|64)|halffloat|float|double|string|large_string|date32:day|date64:ms|time32:(s|ms)|time64:(us|ns)|timestamp:(s|ms|us|ns):.+|duration:(s|ms|us|ns)|decimal:(128|256):\d+:-?\d+|dict:.+:u?int(8|16|32|64):(true|false))$/;

function toField(field: Schemas["JsonArrowField"]): Schemas["JsonArrowField"] {
  return { ...field, type: toLanceType(field.type) };
}

function onlyChild(name: string, fields: JsonType["fields"] = []): Schemas["JsonArrowField"] {
  const [child] = fields;
  if (!child)
    throw new InvalidInputError(`The data type ${name} must have one field: the type of its items.`);
  return toField(child);
}

function requireLength(name: string, length: unknown): number {
  if (Number.isSafeInteger(length) && Number(length) > 0) return Number(length);
  throw new InvalidInputError(`The data type ${name} must have a length of at least 1.`);
}
