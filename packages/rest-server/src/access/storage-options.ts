import type { OperationName } from "@lancetree/spec";
import { isObject, type JsonObject, objectsIn } from "../request/model.ts";
import type { Permissions } from "./permissions.ts";

/**
 * Removes the storage options from a result unless the caller may both describe the table and receive them: the permission to create or
 * declare a table does not include access to its storage.
 */
export async function withholdStorageOptions(
  permissions: Permissions,
  operation: OperationName,
  request: JsonObject,
  result: unknown,
): Promise<unknown> {
  if (!isObject(result)) return result;
  const isAllowed = async (id: string[]): Promise<boolean> =>
    (operation === "describeTable" || (await permissions.allows("describeTable", [id]))) &&
    permissions.mayVend(id);
  const withhold = async (table: JsonObject, id: unknown): Promise<JsonObject> => {
    if (table["storage_options"] === undefined) return table;
    if (await isAllowed(Array.isArray(id) ? id.map(String) : [])) return table;
    return Object.fromEntries(Object.entries(table).filter(([name]) => name !== "storage_options"));
  };
  if (operation !== "batchCommitTables") return withhold(result, request["id"]);
  const operations = objectsIn(request["operations"]);
  const results = objectsIn(result["results"]).map(async (entry, index) => {
    const { declare_table: declared } = entry;
    const declaration = operations[index]?.["declare_table"];
    if (!isObject(declared)) return entry;
    const id = isObject(declaration) ? declaration["id"] : undefined;
    return { ...entry, declare_table: await withhold(declared, id) };
  });
  return { ...result, results: await Promise.all(results) };
}
