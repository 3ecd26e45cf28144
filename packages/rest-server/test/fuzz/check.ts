import { errorCodes } from "@lancetree/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type FuzzOperation, type Schema, schemas } from "./document.ts";
import type { FuzzRequest } from "./requests.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "spec", components: { schemas: closed(schemas) } });

/** What is wrong with a response; undefined for a correct one. */
export function check(
  { operation, init }: FuzzRequest,
  response: Response,
  bytes: Uint8Array,
): string | undefined {
  const text = new TextDecoder().decode(bytes);
  if (/\bat .*:\d+:\d+|node_modules|\.ts\b|\/packages\//.test(text))
    return "a stack or a path in the response";
  if (response.status === 405)
    return init.method === operation.method ? "405 for its own method" : checkError(response, text);
  if (response.status >= 500) return `status ${response.status}`;
  if (response.status === 413 || response.status === 415) return checkError(response, text);
  const declared = operation.responses.get(String(response.status));
  if (!operation.responses.has(String(response.status))) return `status ${response.status} is not declared`;
  if (response.status >= 400) return checkError(response, text) ?? checkStatus(response.status, text);
  if (declared === undefined) return bytes.length === 0 ? undefined : "a body where none is declared";
  if (response.headers.get("content-type") !== declared.type)
    return `type ${response.headers.get("content-type")}`;
  if (declared.type !== "application/json") return undefined;
  return validate(declared.schema, text);
}

function checkError(response: Response, text: string): string | undefined {
  if (response.headers.get("content-type") !== "application/json") return "an error that is not JSON";
  return validate({ $ref: "#/components/schemas/ErrorResponse" }, text);
}

function checkStatus(status: number, text: string): string | undefined {
  const { code } = JSON.parse(text) as { code: number };
  const entry = errorCodes.find((candidate) => candidate.code === code);
  return entry?.status === status ? undefined : `code ${code} with status ${status}`;
}

function validate(schema: Schema, text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `no JSON: ${text.slice(0, 80)}`;
  }
  const reference = JSON.stringify(closed(schema)).replaceAll('"#/', '"spec#/');
  let validator = validators.get(reference);
  if (!validator) {
    validator = ajv.compile(JSON.parse(reference) as object);
    validators.set(reference, validator);
  }
  return validator(value) ? undefined : `${ajv.errorsText(validator.errors)}: ${text.slice(0, 200)}`;
}

const validators = new Map<string, ReturnType<typeof ajv.compile>>();

/** No fields but those that are declared. */
function closed<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map((item: unknown) => closed(item)) as Part;
  if (typeof part !== "object" || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isModel = "properties" in part && !("additionalProperties" in part) && "type" in part;
  return (isModel ? { ...inner, additionalProperties: false } : inner) as Part;
}

/** The kind of an operation's successful response. */
export function successOf(operation: FuzzOperation): { type: string; schema: Schema } | undefined {
  return [...operation.responses].find(([status]) => status.startsWith("2"))?.[1];
}
