import {
  type Content,
  type OpenApiDocument,
  operationsOf,
  parametersOf,
  referencedName,
  responsesOf,
  type Schema,
} from "./document.ts";
import { resolved } from "./resolved-schema.ts";

/**
 * What a document states about structure, one fact a line: where it stands (`schema X.field`) to what it says
 * (`required string`). Prose, tags and servers are left out; 3.0's and 3.1's ways to allow null read alike.
 * A reference to a schema outside `named` reads as if the schema stood in its place.
 */
export function factsOf(document: OpenApiDocument, named: ReadonlySet<string>): Map<string, string> {
  const facts = new Map<string, string>();
  const schemas = document.components?.schemas ?? {};

  const addSchema = (location: string, schema: Schema, prefix = "", kept = named): void => {
    const { core, nullable, expanded } = resolved(schema, schemas, kept);
    // a schema inside itself stays a reference
    const inner = expanded.length === 0 ? kept : new Set([...kept, ...expanded]);
    facts.set(location, `${prefix}${expression(core)}${nullable ? " or null" : ""}`);
    for (const [name, property] of Object.entries(core.properties ?? {})) {
      addSchema(
        `${location}.${name}`,
        property,
        core.required?.includes(name) ? "required " : "optional ",
        inner,
      );
    }
    if (core.items !== undefined) {
      addSchema(`${location}[]`, core.items, "", inner);
    }
    if (typeof core.additionalProperties === "object") {
      addSchema(`${location}{}`, core.additionalProperties, "", inner);
    }
    for (const [index, choice] of (core.oneOf ?? []).entries()) {
      addSchema(`${location}|${index}`, choice, "", inner);
    }
  };
  const addContent = (location: string, content: Content | undefined): void => {
    for (const [type, media] of Object.entries(content ?? {})) {
      addSchema(`${location} ${type}`, media.schema);
    }
  };

  facts.set("security", JSON.stringify(document.security ?? []));
  for (const [name, scheme] of Object.entries(document.components?.securitySchemes ?? {})) {
    facts.set(`security scheme ${name}`, JSON.stringify(normalized(scheme)));
  }
  for (const entry of operationsOf(document)) {
    const location = `${entry.method.toUpperCase()} ${entry.path}`;
    const { operationId, requestBody } = entry.operation;
    facts.set(location, operationId);
    for (const { in: where, name, required, schema } of parametersOf(document, entry)) {
      addSchema(`${location} ${where} ${name}`, schema, required ? "required " : "optional ");
    }
    if (requestBody !== undefined) {
      facts.set(`${location} body`, requestBody.required ? "required" : "optional");
      addContent(`${location} body`, requestBody.content);
    }
    for (const [status, response] of responsesOf(document, entry)) {
      facts.set(`${location} response ${status}`, "declared");
      addContent(`${location} response ${status}`, response.content);
      for (const header of Object.keys(response.headers ?? {})) {
        facts.set(`${location} response ${status} header ${header}`, "declared");
      }
    }
  }
  for (const [name, schema] of Object.entries(schemas)) {
    addSchema(`schema ${name}`, schema, "", new Set([...named, name]));
  }
  return facts;
}

/** Keywords that constrain a value or say how it is encoded; `propertyNames` says nothing where upstream has it. */
const constraints = [
  "format",
  "enum",
  "default",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "uniqueItems",
  "const",
  "allOf",
  "anyOf",
] as const;

function expression(schema: Schema): string {
  if (schema.$ref !== undefined) {
    return referencedName(schema.$ref);
  }
  const kind = schema.oneOf === undefined ? (schema.type ?? "anything") : "one of";
  const shape = schema.type === "object" && typeof schema.additionalProperties === "object" ? "map" : kind;
  const closed = schema.additionalProperties === false ? [" without other fields"] : [];
  const limits = constraints.flatMap((name) =>
    schema[name] === undefined ? [] : [` ${name}=${JSON.stringify(schema[name])}`],
  );
  return [shape, ...limits, ...closed].join("");
}

function normalized(scheme: object): object {
  const { description: _, ...rest } = scheme as { description?: string };
  return Object.fromEntries(Object.entries(rest).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
