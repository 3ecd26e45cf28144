import { InvalidInputError } from "@lancetree/core";
import { type JsonSchema, resolveSchema, typesOf } from "./json-schema.ts";
import { type JsonObject, shorten } from "./model.ts";

/**
 * Reads query parameters as fields of a model, which are checked afterwards with the rest.
 *
 * @param names - the parameters that the operation has
 * @throws InvalidInputError for other parameters, for a text that cannot be what the field is, and for two different values
 *   of one field
 */
export function readQuery(query: URLSearchParams, names: readonly string[], model: JsonSchema): JsonObject {
  refuseUnknown(query, names, model);
  const fields: JsonObject = {};
  for (const name of names) {
    const property = model.properties?.[name];
    const texts = query.getAll(name);
    if (property && texts.length > 0) fields[name] = readParameter(name, resolveSchema(property), texts);
  }
  return fields;
}

function refuseUnknown(query: URLSearchParams, names: readonly string[], model: JsonSchema): void {
  const unknown = [...query.keys()].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const isInBody = Object.hasOwn(model.properties ?? {}, unknown);
  const advice = isInBody
    ? "this operation takes it in the body"
    : `this operation takes ${names.join(", ")}`;
  throw new InvalidInputError(`There is no query parameter ${shorten(unknown)}: ${advice}.`);
}

/**
 * The one value of a parameter; undefined when there is none.
 *
 * @throws InvalidInputError when it comes twice with different values
 */
export function singleParameter(query: URLSearchParams, name: string): string | undefined {
  const [text, ...more] = query.getAll(name);
  if (more.some((other) => other !== text)) {
    throw new InvalidInputError(`The query parameter ${name} comes twice, with different values.`);
  }
  return text;
}

function readParameter(name: string, schema: JsonSchema, texts: readonly string[]): unknown {
  const type = typesOf(schema).find((candidate) => candidate !== "null");
  if (type === "array") return texts;
  const [text = "", ...more] = texts;
  if (more.some((other) => other !== text)) {
    throw new InvalidInputError(`The query parameter ${name} comes twice, with different values.`);
  }
  if (type === "string") return text;
  if (text === "") return undefined;
  if (type === "boolean") return readBoolean(name, text);
  if (type === "integer") return readInteger(name, text);
  return readJson(name, text);
}

function readBoolean(name: string, text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  throw new InvalidInputError(`The query parameter ${name} must be true or false.`);
}

function readInteger(name: string, text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new InvalidInputError(`The query parameter ${name} must be a whole number.`);
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError(`The query parameter ${name} must be a JSON object.`);
  }
}
