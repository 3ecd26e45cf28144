import published from "@lancetree/spec/openapi.json" with { type: "json" };

/** A schema of the document. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: Schema[];
  enum?: unknown[];
  minItems?: number;
  maximum?: number;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
  $ref?: string;
}

/** An operation of the document, with what the fuzzer needs of it. */
export interface FuzzOperation {
  readonly operationId: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly parameters: { name: string; in: string; schema: Schema }[];
  readonly body: { type: string; schema: Schema } | undefined;
  /** By status: the type and schema of the body, undefined where there is none. */
  readonly responses: ReadonlyMap<string, { type: string; schema: Schema } | undefined>;
}

const raw: unknown = published;
const document = raw as {
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, unknown>>;
};

interface RawOperation {
  operationId: string;
  parameters?: { $ref?: string }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

/** All that the document declares. */
export const operations: readonly FuzzOperation[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      path,
      method: method === "get" ? ("GET" as const) : ("POST" as const),
      parameters: (operation.parameters ?? []).map((parameter) => resolve(parameter) as never),
      body: contentOf(operation.requestBody ?? {}),
      responses: new Map(
        Object.entries(operation.responses).map(([status, response]) => [status, contentOf(response)]),
      ),
    })),
);

/** The schemas by name. */
export const schemas = document.components["schemas"] as Record<string, Schema>;

/** Follows a reference. */
export function resolve<Part extends { $ref?: string }>(part: Part): Part {
  if (part.$ref === undefined) return part;
  const [kind = "", name = ""] = part.$ref.replace("#/components/", "").split("/");
  return resolve(document.components[kind]?.[name] as Part);
}

function contentOf(part: Content): { type: string; schema: Schema } | undefined {
  const [entry] = Object.entries(resolve(part).content ?? {});
  return entry && { type: entry[0], schema: entry[1].schema };
}
