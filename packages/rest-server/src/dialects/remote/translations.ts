import { TableNotFoundError, UnsupportedError } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import { isObject, type JsonObject, objectsIn } from "../../request/model.ts";
import { toLogicalSchema } from "./logical-types.ts";
import { toPlanRequest, toQuery } from "./query.ts";

/** How an operation of the remote dialect differs from the protocol's. A missing function means that it does not. */
export interface Translation {
  /** Turns the client's body, `{}` when it sent none, into the protocol's, which is checked afterwards. */
  readonly request?: (body: JsonObject) => JsonObject;
  /** Turns the protocol's result into the one that the client reads. */
  readonly response?: (result: JsonObject) => unknown;
}

const indexCreation: Translation = {
  request: ({ metric_type: metric, ...body }) => ({
    ...(metric !== undefined && { distance_type: metric }),
    ...withoutUnsupported(body),
    // The client sends `replace` only as false; the protocol's default is false.
    replace: body["replace"] ?? true,
  }),
};

/** The operations that differ. */
export const translations: { readonly [Name in OperationName]?: Translation } = {
  // The client opens a table only with a version and a schema.
  describeTable: {
    request: (body) => ({ ...body, load_detailed_metadata: true, vend_credentials: false }),
    response: ({ version, schema, location, is_only_declared: isOnlyDeclared }) => {
      if (isOnlyDeclared === true || version === undefined || !isObject(schema)) {
        throw new TableNotFoundError("The table is declared, but it has no data yet.");
      }
      return { version, schema: toLogicalSchema(schema), location };
    },
  },
  createTable: { response: withoutStorageOptions },
  declareTable: { response: withoutStorageOptions },
  renameTable: {
    request: ({ new_namespace: namespace, ...body }) => ({
      ...(namespace !== undefined && { new_namespace_id: namespace }),
      ...body,
    }),
  },
  mergeInsertIntoTable: {
    // The client sends `use_index` only as false; the protocol's default is false.
    request: (body) => ({ use_index: true, ...body }),
    response: (result) => {
      const [inserted, updated] = [count(result["num_inserted_rows"]), count(result["num_updated_rows"])];
      return {
        ...result,
        version: result["version"] ?? 0,
        num_inserted_rows: inserted,
        num_updated_rows: updated,
        num_deleted_rows: count(result["num_deleted_rows"]),
        // The number of rows written.
        num_rows: inserted + updated,
      };
    },
  },
  updateTable: {
    response: ({ updated_rows: rows, ...result }) => ({ ...result, rows_updated: rows }),
  },
  queryTable: { request: toQuery },
  explainTableQueryPlan: { request: toPlanRequest },
  analyzeTableQueryPlan: { request: toQuery },
  createTableIndex: indexCreation,
  createTableScalarIndex: indexCreation,
  describeTableIndexStats: {
    response: (result) => ({
      ...result,
      num_indexed_rows: result["num_indexed_rows"] ?? 0,
      num_unindexed_rows: result["num_unindexed_rows"] ?? 0,
      index_type: result["index_type"] ?? "UNKNOWN",
    }),
  },
  listTableIndices: {
    response: ({ indexes, ...result }) => ({
      ...result,
      indexes: objectsIn(indexes).map((index) => ({
        ...index,
        index_type: index["index_type"] ?? "UNKNOWN",
      })),
    }),
  },
  // The client reads the map itself as the list.
  listTableTags: { response: ({ tags }) => tags ?? {} },
  listTableVersions: {
    response: ({ versions, ...result }) => ({ ...result, versions: objectsIn(versions).map(toVersion) }),
  },
};

/** The remote client sends rows through the server, so it never needs storage options. */
function withoutStorageOptions(result: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== "storage_options"));
}

// Options of a text index that the client always sends; null and false are their defaults.
const unsupportedOptions: readonly string[] = [
  "lance_tokenizer",
  "index_operators",
  "preserve_original",
  "split_identifiers",
  "split_on_numerics",
];

function withoutUnsupported(body: JsonObject): JsonObject {
  const rest = Object.entries(body).filter(([name]) => !unsupportedOptions.includes(name));
  for (const name of unsupportedOptions) {
    if (body[name] !== undefined && body[name] !== null && body[name] !== false) {
      throw new UnsupportedError(`LanceDB for JavaScript cannot build a text index with ${name}.`);
    }
  }
  return Object.fromEntries(rest);
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function toVersion(entry: JsonObject): JsonObject {
  const millis = typeof entry["timestamp_millis"] === "number" ? entry["timestamp_millis"] : 0;
  return {
    ...entry,
    timestamp_millis: millis,
    timestamp: new Date(millis).toISOString(),
    metadata: entry["metadata"] ?? {},
  };
}
