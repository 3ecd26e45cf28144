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

const published: unknown = document;
const schemas: Readonly<Record<string, JsonSchema>> = (
  published as { components: { schemas: Record<string, JsonSchema> } }
).components.schemas;

/** The protocol's OpenAPI document. */
export const openApiDocument: object = document;

/** The schema of a model, by its name. */
export function modelSchema(name: string): JsonSchema {
  const schema = schemas[name];
  if (!schema) throw new Error(`The protocol has no model ${name}.`);
  return schema;
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
