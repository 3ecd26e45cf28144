import extensions from "@lancetree/spec/extensions.json" with { type: "json" };
import document from "@lancetree/spec/openapi.json" with { type: "json" };

/** The keywords of JSON Schema that the protocol's document uses for requests. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The part of an OpenAPI document that requests are read by. */
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
  readonly paths: Readonly<Record<string, PathItem>>;
}

interface PathItem {
  readonly post?: {
    readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  };
}

/** The protocol's OpenAPI document. */
export const openApiDocument: object = document;
/** The OpenAPI document of the routes that the protocol does not have. */
export const extensionsDocument: object = extensions;

const [protocol, own] = [openApiDocument, extensionsDocument] as [Document, Document];
// The only model of both is that of errors, which no request has.
const schemas: Readonly<Record<string, JsonSchema>> = {
  ...own.components.schemas,
  ...protocol.components.schemas,
};

/** The schema of a model, by its name. */
export function modelSchema(name: string): JsonSchema {
  const schema = schemas[name];
  if (!schema) throw new Error(`There is no model ${name}.`);
  return schema;
}

/** The schema of the request of a route that the protocol does not have; one without fields for a request without a body. */
export function extensionModel(path: string): JsonSchema {
  return own.paths[path]?.post?.requestBody?.content["application/json"]?.schema ?? { type: "object" };
}

/** Follows references; of alternatives, takes the one that is not null. */
export function resolveSchema(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) {
    return resolveSchema(modelSchema(schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)));
  }
  const other = schema.oneOf?.find((alternative) => alternative.type !== "null");
  return other ? resolveSchema(other) : schema;
}

/** Whether a schema allows null. */
export function isNullable(schema: JsonSchema): boolean {
  return schema.oneOf?.some(({ type }) => type === "null") ?? typesOf(resolveSchema(schema)).includes("null");
}

/** The types that a resolved schema allows. */
export function typesOf({ type }: JsonSchema): readonly string[] {
  if (type === undefined) return [];
  return typeof type === "string" ? [type] : type;
}
