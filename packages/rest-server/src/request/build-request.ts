import { InvalidInputError } from "@lancetree/core";
import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { type HeaderCredentials, readContext } from "./headers.ts";
import { type JsonSchema, modelSchema } from "./json-schema.ts";
import { isObject, type JsonObject, readModel, rejectUnknownFields } from "./model.ts";
import { decodeSegment, type PathSyntax, resolveId } from "./path-id.ts";
import { readQuery } from "./query.ts";
import type { Route } from "./route.ts";

/** The parts of a request from which its model is read. */
export interface RequestParts {
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly credentials: HeaderCredentials;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
  readonly syntax: PathSyntax;
}

/**
 * Builds the protocol's request. Fields of the query override those of the body; the path and the headers override both.
 *
 * @throws InvalidInputError for an invalid field, and when the path and the body name different objects
 */
export function buildRequest(parts: RequestParts): JsonObject {
  const { route, query, headers, credentials, body, syntax } = parts;
  const operation: Operation = operationTable[route.operation];
  const model = requestModels[route.operation];
  const fields = operation.body === "map" ? { metadata: body ?? {} } : requireObject(body ?? {});
  // Before the fields are copied, which takes long for many.
  if (model.additionalProperties !== true) rejectUnknownFields(fields, model.properties ?? {}, "");
  const { apiKey, authToken } = credentials;
  const identity = {
    ...(isObject(fields["identity"]) && fields["identity"]),
    ...(apiKey !== undefined && { api_key: apiKey }),
    ...(authToken !== undefined && { auth_token: authToken }),
  };
  const context = readContext(headers, fields["context"]);
  const request = readModel(
    model,
    {
      ...fields,
      ...readQuery(query, operation.query, model),
      ...(Object.keys(identity).length > 0 && { identity }),
      ...(Object.keys(context).length > 0 && { context }),
    },
    "",
  ) as JsonObject;
  if (route.id !== undefined)
    request["id"] = resolveId(route.id, request["id"] as string[] | undefined, syntax);
  if (route.indexName !== undefined) request["index_name"] = readIndexName(route.indexName, request, syntax);
  if (route.operation === "listAllTables") request["delimiter"] = syntax.delimiter;
  return request;
}

const sharedModels: { readonly [Name in OperationName]?: string } = {
  createTableScalarIndex: "CreateTableIndexRequest",
  listAllTables: "ListTablesRequest",
};

const requestModels = Object.fromEntries(
  Object.keys(operationTable).map((name) => [name, requestModel(name as OperationName)]),
) as Readonly<Record<OperationName, JsonSchema>>;

function requestModel(operation: OperationName): JsonSchema {
  // A model is named after its operation, in UpperCamelCase.
  const own = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Request`;
  const model = modelSchema(sharedModels[operation] ?? own);
  if (operation !== "listAllTables") return model;
  // The operation lists the whole tree, but shares the model of `listTables`, which has an id.
  const { id: _, ...properties } = model.properties ?? {};
  return { ...model, properties };
}

function readIndexName(segment: string, request: JsonObject, { plus }: PathSyntax): string {
  const inPath = decodeSegment(segment, plus);
  const inBody = request["index_name"] ?? inPath;
  if (inBody === inPath || inBody === decodeSegment(segment, "+")) return inBody;
  throw new InvalidInputError("The index in the path and the index in the body differ.");
}

function requireObject(body: unknown): JsonObject {
  if (isObject(body)) return body;
  throw new InvalidInputError("The body must be a JSON object.");
}
