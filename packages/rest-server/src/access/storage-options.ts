import type { OperationName } from "@lancetree/spec";
import type { HandlerOptions } from "../handler-options.ts";
import { isObject, type JsonObject } from "../request/model.ts";
import type { Identity } from "./authentication.ts";

/**
 * Takes the storage options out of an answer where the caller may not describe that table, or may not have them: whoever
 * may create or declare a table does not therefore get the keys to its storage.
 */
export async function withholdStorageOptions(
  { authorize, mayVend }: Pick<HandlerOptions, "authorize" | "mayVend">,
  operation: OperationName,
  request: JsonObject,
  answer: unknown,
  identity: Identity | undefined,
): Promise<unknown> {
  if ((!authorize && !mayVend) || !isObject(answer)) return answer;
  const isAllowed = async (path: string[]): Promise<boolean> => {
    const describes =
      !authorize || operation === "describeTable" || (await authorize("describeTable", path, identity));
    return describes && (!mayVend || (await mayVend(path, identity)));
  };
  const withhold = async (table: JsonObject, id: unknown): Promise<JsonObject> => {
    if (table["storage_options"] === undefined) return table;
    const path = Array.isArray(id) ? id.map(String) : [];
    if (await isAllowed(path)) return table;
    return Object.fromEntries(Object.entries(table).filter(([name]) => name !== "storage_options"));
  };
  if (operation !== "batchCommitTables") return withhold(answer, request["id"]);
  const operations = listOf(request["operations"]);
  const results = listOf(answer["results"]).map(async (result, index) => {
    const { declare_table: declared } = result;
    const asked = operations[index]?.["declare_table"];
    if (!isObject(declared)) return result;
    return { ...result, declare_table: await withhold(declared, isObject(asked) ? asked["id"] : undefined) };
  });
  return { ...answer, results: await Promise.all(results) };
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
