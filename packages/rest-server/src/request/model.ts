import { InvalidInputError } from "@lancetree/core";
import { isNullable, type JsonSchema, resolveSchema, typesOf } from "./json-schema.ts";

/** Any object of JSON. */
export type JsonObject = { [key: string]: unknown };

/**
 * Reads a value as a model of the protocol: every field is checked, and one that the model does not have is refused, since
 * the caller expects something of it. A null where none is expected counts as absent.
 *
 * @param place - how messages call the value
 * @throws InvalidInputError naming the first field that is wrong or unknown
 */
export function readModel(schema: JsonSchema, value: unknown, place: string): unknown {
  if (value === null && isNullable(schema)) return null;
  const resolved = resolveSchema(schema);
  const type = typesOf(resolved).find((candidate) => candidate !== "null");
  switch (type) {
    case "object":
      return readObject(resolved, value, place);
    case "array":
      return readArray(resolved, value, place);
    case "integer":
      return readNumber(resolved, Number.isSafeInteger(value), value, place, "a whole number");
    case "number":
      return readNumber(resolved, typeof value === "number", value, place, "a number");
    case "boolean":
      if (typeof value !== "boolean") throw wrong(place, "true or false");
      return value;
    case "string":
      return readString(resolved, value, place);
    default:
      return value;
  }
}

function readObject(schema: JsonSchema, value: unknown, place: string): JsonObject {
  if (!isObject(value)) throw wrong(place, "an object");
  const { properties = {}, additionalProperties = false } = schema;
  if (additionalProperties === false) refuseUnknown(value, properties, place);
  const known = Object.entries(properties).flatMap(([name, property]) => {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const isRequired = schema.required?.includes(name) === true;
    if ((given === undefined || given === null) && !isRequired) return [];
    return [[name, readModel(property, given, join(place, name))]];
  });
  if (additionalProperties === false) return Object.fromEntries(known);
  const valueSchema = additionalProperties === true ? {} : additionalProperties;
  const others = Object.entries(value)
    .filter(([name]) => !Object.hasOwn(properties, name))
    .map(([name, given]) => [name, readModel(valueSchema, given, `${place}[${shorten(name)}]`)]);
  return Object.fromEntries([...known, ...others]);
}

function refuseUnknown(value: JsonObject, known: object, place: string): void {
  const unknown = Object.entries(value).find(
    ([name, given]) => !Object.hasOwn(known, name) && given !== null && given !== undefined,
  );
  if (unknown === undefined) return;
  const where = place === "" ? "the request" : `the field ${place}`;
  throw new InvalidInputError(
    `There is no field ${shorten(unknown[0])} in ${where}; its fields are ${Object.keys(known).join(", ")}.`,
  );
}

function readArray(schema: JsonSchema, value: unknown, place: string): unknown[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = schema;
  if (!Array.isArray(value)) throw wrong(place, "an array");
  if (value.length < minItems) throw wrong(place, `an array of at least ${minItems}`);
  if (value.length > maxItems) throw wrong(place, `an array of at most ${maxItems}`);
  return value.map((item: unknown, index) => readModel(items, item, `${place}[${index}]`));
}

function readNumber(
  { minimum = Number.NEGATIVE_INFINITY }: JsonSchema,
  fits: boolean,
  value: unknown,
  place: string,
  expected: string,
): unknown {
  if (!fits) throw wrong(place, expected);
  if (Number(value) < minimum) throw wrong(place, `${expected} of at least ${minimum}`);
  return value;
}

function readString(schema: JsonSchema, value: unknown, place: string): string {
  if (typeof value !== "string") throw wrong(place, "a string");
  if (value.length < (schema.minLength ?? 0)) throw wrong(place, "a string that is not empty");
  if (schema.enum && !schema.enum.includes(value)) throw wrong(place, `one of ${schema.enum.join(", ")}`);
  return value;
}

/** Whether a value is an object of JSON, which arrays and null are not. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

/** A name that a caller chose, as it may stand in a message. */
export function shorten(name: string): string {
  return JSON.stringify(name.length > 50 ? `${name.slice(0, 50)}…` : name);
}

function wrong(place: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${place === "" ? "The body" : `The field ${place}`} must be ${expected}.`);
}
