import { InvalidInputError, quote } from "@lancetree/core";
import { isNullable, type JsonSchema, resolveSchema, typesOf } from "./json-schema.ts";

/** A JSON object. */
export type JsonObject = { [key: string]: unknown };

/**
 * Reads a value as a model of the protocol. It checks every field and rejects unknown ones, which the caller expects to have an effect. A
 * null for a field that is not nullable counts as absent.
 *
 * @param path - the value's path in error messages; the empty string for the body itself
 * @throws InvalidInputError naming the first field that is invalid or unknown
 */
export function readModel(schema: JsonSchema, value: unknown, path: string): unknown {
  if (value === null && isNullable(schema)) return null;
  const resolved = resolveSchema(schema);
  const type = typesOf(resolved).find((candidate) => candidate !== "null");
  switch (type) {
    case "object":
      return readObject(resolved, value, path);
    case "array":
      return readArray(resolved, value, path);
    case "integer":
      return readNumber(resolved, Number.isSafeInteger(value), value, path, "an integer");
    case "number":
      return readNumber(resolved, typeof value === "number", value, path, "a number");
    case "boolean":
      if (typeof value !== "boolean") throw invalidField(path, "true or false");
      return value;
    case "string":
      return readString(resolved, value, path);
    default:
      return value;
  }
}

function readObject(schema: JsonSchema, value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw invalidField(path, "an object");
  const { properties = {}, additionalProperties = false } = schema;
  if (additionalProperties === false) rejectUnknownFields(value, properties, path);
  const known = Object.entries(properties).flatMap(([name, property]) => {
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    const isRequired = schema.required?.includes(name) === true;
    if ((field === undefined || field === null) && !isRequired) return [];
    return [[name, readModel(property, field, join(path, name))]];
  });
  if (additionalProperties === false) return Object.fromEntries(known);
  const valueSchema = additionalProperties === true ? {} : additionalProperties;
  const others = Object.entries(value)
    .filter(([name]) => !Object.hasOwn(properties, name))
    .map(([name, field]) => [name, readModel(valueSchema, field, `${path}[${quote(name)}]`)]);
  return Object.fromEntries([...known, ...others]);
}

/**
 * Rejects fields that the schema does not have, unless their values are null. Stops at the first one: an object may have many.
 *
 * @throws InvalidInputError naming the first unknown field
 */
export function rejectUnknownFields(value: JsonObject, known: object, path: string): void {
  for (const name in value) {
    if (!Object.hasOwn(value, name) || Object.hasOwn(known, name)) continue;
    if (value[name] === null || value[name] === undefined) continue;
    const where = path === "" ? "the request" : `the field ${path}`;
    throw new InvalidInputError(
      `There is no field ${quote(name)} in ${where}; its fields are ${Object.keys(known).join(", ")}.`,
    );
  }
}

function readArray(schema: JsonSchema, value: unknown, path: string): unknown[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = schema;
  if (!Array.isArray(value)) throw invalidField(path, "an array");
  if (value.length < minItems) throw invalidField(path, `an array of at least ${minItems}`);
  if (value.length > maxItems) throw invalidField(path, `an array of at most ${maxItems}`);
  return value.map((item: unknown, index) => readModel(items, item, `${path}[${index}]`));
}

const maxInt32 = 2 ** 31 - 1;

function readNumber(
  {
    format,
    minimum = Number.NEGATIVE_INFINITY,
    maximum = format === "int32" ? maxInt32 : Number.POSITIVE_INFINITY,
  }: JsonSchema,
  fits: boolean,
  value: unknown,
  path: string,
  expected: string,
): unknown {
  if (!fits) throw invalidField(path, expected);
  if (Number(value) < minimum) throw invalidField(path, `${expected} of at least ${minimum}`);
  if (Number(value) > maximum) throw invalidField(path, `${expected} of at most ${maximum}`);
  return value;
}

function readString(schema: JsonSchema, value: unknown, path: string): string {
  if (typeof value !== "string") throw invalidField(path, "a string");
  if (value.length < (schema.minLength ?? 0)) throw invalidField(path, "a non-empty string");
  if (schema.enum && !schema.enum.includes(value))
    throw invalidField(path, `one of ${schema.enum.join(", ")}`);
  return value;
}

/** Whether a value is a JSON object, and not an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON objects among the items of an array; none for any other value. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function invalidField(path: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${path === "" ? "The body" : `The field ${path}`} must be ${expected}.`);
}
