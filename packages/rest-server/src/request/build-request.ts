import { InvalidInputError } from "@lancetree/core";
import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { readContext, readCredentials } from "./headers.ts";
import { type JsonSchema, modelSchema } from "./json-schema.ts";
import { isObject, type JsonObject, readModel } from "./model.ts";
import { decodeSegment, type PathReading, resolveId } from "./path-id.ts";
import { readQuery } from "./query.ts";
import type { Route } from "./route.ts";

/** What a request consists of, before it is understood. */
export interface RequestParts {
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
  readonly reading: PathReading;
}

/**
 * Puts together the request of the contract: the fields of the body, of the query, which win, and of the path and the
 * headers, which win over both.
 *
 * @throws InvalidInputError where a field is wrong, or path and body name different objects
 */
export function buildRequest({ route, query, headers, body, reading }: RequestParts): JsonObject {
  const operation: Operation = operationTable[route.operation];
  const model = requestModels[route.operation];
  const fields = operation.body === "map" ? { metadata: body ?? {} } : requireObject(body ?? {});
  const { apiKey, authToken } = readCredentials(headers);
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
    request["id"] = resolveId(route.id, request["id"] as string[] | undefined, reading);
  if (route.indexName !== undefined) request["index_name"] = readIndexName(route.indexName, request, reading);
  if (route.operation === "listAllTables") request["delimiter"] = reading.delimiter;
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
  // named as the operation, which begins with a capital letter there
  const own = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Request`;
  const model = modelSchema(sharedModels[operation] ?? own);
  if (operation !== "listAllTables") return model;
  // It lists the whole tree; its model is that of a listing of one namespace.
  const { id: _, ...properties } = model.properties ?? {};
  return { ...model, properties };
}

function readIndexName(segment: string, request: JsonObject, { plus }: PathReading): string {
  const inPath = decodeSegment(segment, plus);
  const inBody = request["index_name"] ?? inPath;
  if (inBody === inPath || inBody === decodeSegment(segment, "+")) return inBody;
  throw new InvalidInputError("The index in the path and the index in the body differ.");
}

function requireObject(body: unknown): JsonObject {
  if (isObject(body)) return body;
  throw new InvalidInputError("The body must be a JSON object.");
}
