import { InvalidInputError, quote } from "@lancetree/core";
import { type JsonSchema, resolveSchema, typesOf } from "./json-schema.ts";
import type { JsonObject } from "./model.ts";

/**
 * Reads query parameters as fields of a model. `readModel` checks the fields afterwards, with those of the body.
 *
 * @param names - the parameters of the operation
 * @throws InvalidInputError for other parameters, for a string that does not have the type of its field, and for two different values
 *   of one field
 */
export function readQuery(query: URLSearchParams, names: readonly string[], model: JsonSchema): JsonObject {
  rejectUnknownParameters(query, names, model);
  const fields: JsonObject = {};
  for (const name of names) {
    const property = model.properties?.[name];
    const values = query.getAll(name);
    if (property && values.length > 0) fields[name] = readParameter(name, resolveSchema(property), values);
  }
  return fields;
}

function rejectUnknownParameters(query: URLSearchParams, names: readonly string[], model: JsonSchema): void {
  const unknown = [...query.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const isInBody = Object.hasOwn(model.properties ?? {}, unknown);
  const advice = isInBody
    ? "this operation takes it in the body"
    : `this operation takes ${names.join(", ")}`;
  throw new InvalidInputError(`There is no query parameter ${quote(unknown)}: ${advice}.`);
}

/**
 * The value of a parameter; undefined when it is missing.
 *
 * @throws InvalidInputError when the query has it twice with different values
 */
export function singleParameter(query: URLSearchParams, name: string): string | undefined {
  return singleValue(name, query.getAll(name));
}

function singleValue(name: string, [value, ...others]: readonly string[]): string | undefined {
  if (others.every((other) => other === value)) return value;
  throw new InvalidInputError(`The query parameter ${name} occurs twice, with different values.`);
}

function readParameter(name: string, schema: JsonSchema, values: readonly string[]): unknown {
  const type = typesOf(schema).find((candidate) => candidate !== "null");
  if (type === "array") return values;
  const value = singleValue(name, values) ?? "";
  if (type === "string") return value;
  if (value === "") return undefined;
  if (type === "boolean") return readBoolean(name, value);
  if (type === "integer") return readInteger(name, value);
  return readJson(name, value);
}

function readBoolean(name: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  throw new InvalidInputError(`The query parameter ${name} must be true or false.`);
}

function readInteger(name: string, value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new InvalidInputError(`The query parameter ${name} must be an integer.`);
}

function readJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new InvalidInputError(`The query parameter ${name} must be a JSON object.`);
  }
}
