/** The parts of an OpenAPI document that the scripts look at; 3.0's `nullable` is for upstream's sake. */
export interface OpenApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Record<string, PathItem>;
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly components?: Components;
  /** Tags in the order in which operations are grouped. */
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  /** Names of the protocol's error codes by their number; only our document has them. */
  readonly "x-error-codes"?: Readonly<Record<string, string>>;
}

export type Method = (typeof methods)[number];

export type PathItem = { [method in Method]?: OperationObject } & {
  readonly parameters?: readonly (Parameter | Reference)[];
};

export interface Components {
  readonly schemas?: Record<string, Schema>;
  readonly parameters?: Record<string, Parameter>;
  readonly responses?: Record<string, ResponseObject>;
  readonly headers?: Record<string, object>;
  readonly securitySchemes?: Record<string, { readonly description?: string }>;
}

export interface Reference {
  readonly $ref: string;
}

export interface OperationObject {
  readonly operationId: string;
  readonly summary?: string;
  description?: string;
  readonly tags?: readonly string[];
  /** The errors that are particular to the operation; only our document has them. */
  readonly "x-errors"?: readonly (number | OperationError)[];
  parameters?: (Parameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  responses: Record<string, ResponseObject | Reference>;
}

/** One error of an operation. */
export interface OperationError {
  readonly code: number;
  /** A clause that starts with "if", where the code alone does not say when the error occurs. */
  readonly when?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface ResponseObject {
  readonly description?: string;
  readonly headers?: Record<string, object>;
  readonly content?: Content;
}

export type Content = Record<string, { readonly schema: Schema }>;

export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly [constraint: string]: unknown;
}

export interface OperationEntry {
  readonly path: string;
  readonly method: Method;
  readonly item: PathItem;
  readonly operation: OperationObject;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** Every operation of a document, in its order. */
export function operationsOf(document: OpenApiDocument): OperationEntry[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, item, operation }];
    }),
  );
}

/** An operation's parameters, its path's included, without references. */
export function parametersOf(document: OpenApiDocument, { item, operation }: OperationEntry): Parameter[] {
  return [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    resolve(parameter, document.components?.parameters),
  );
}

/** An operation's responses by status, without references. */
export function responsesOf(
  document: OpenApiDocument,
  { operation }: OperationEntry,
): [string, ResponseObject][] {
  return Object.entries(operation.responses).map(([status, response]) => [
    status,
    resolve(response, document.components?.responses),
  ]);
}

/** The name of an operation in TypeScript: its operationId in lowerCamelCase. */
export function nameOf({ operationId }: OperationObject): string {
  return operationId.charAt(0).toLowerCase() + operationId.slice(1);
}

/** The last part of a reference: the name of what it refers to. */
export function referencedName(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

function resolve<T extends object>(value: T | Reference, among: Record<string, T> | undefined): T {
  if (!("$ref" in value)) {
    return value;
  }
  const found = among?.[referencedName(value.$ref)];
  if (found === undefined) {
    throw new Error(`${value.$ref} refers to nothing`);
  }
  return found;
}
