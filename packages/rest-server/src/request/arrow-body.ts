import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import type { JsonObject } from "./model.ts";
import { singleParameter } from "./query.ts";

/**
 * Whether the body of a request is Arrow IPC: always for the operations that take only Arrow, and by Content-Type for
 * `alterTableAddColumns`, since LanceDB's remote client adds columns without values as an Arrow schema.
 */
export function isArrowBody(operation: OperationName, headers: Headers): boolean {
  if ((operationTable[operation] as Operation).body === "arrow") return true;
  const type = headers.get("content-type") ?? "";
  return operation === "alterTableAddColumns" && type.startsWith("application/vnd.apache.arrow.");
}

/** The other fields of an `alterTableAddColumns` request with an Arrow body, which come from the query; undefined for other operations. */
export function schemaRequest(operation: OperationName, query: URLSearchParams): JsonObject | undefined {
  if (operation !== "alterTableAddColumns") return undefined;
  const branch = singleParameter(query, "branch");
  return { new_columns: [], ...(branch !== undefined && { branch }) };
}
