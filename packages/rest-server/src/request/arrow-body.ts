import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import type { JsonObject } from "./model.ts";
import { singleParameter } from "./query.ts";

/**
 * Whether the body of a request is Arrow IPC: where the operation takes nothing else, and where new columns come as a schema,
 * which is how LanceDB's remote client adds columns without values.
 */
export function isArrowBody(operation: OperationName, headers: Headers): boolean {
  if ((operationTable[operation] as Operation).body === "arrow") return true;
  const type = headers.get("content-type") ?? "";
  return operation === "alterTableAddColumns" && type.startsWith("application/vnd.apache.arrow.");
}

/** The fields of a request that has its schema in an Arrow body: what else it says is in the query. */
export function fieldsBesideSchema(operation: OperationName, query: URLSearchParams): JsonObject | undefined {
  if (operation !== "alterTableAddColumns") return undefined;
  const branch = singleParameter(query, "branch");
  return { new_columns: [], ...(branch !== undefined && { branch }) };
}
