import type { OperationName } from "@lancetree/spec";
import { isObject, type JsonObject } from "./model.ts";

/** The paths of all objects that a request names: its own, and those of a rename's target and of a batch's entries. */
export function objectsOf(operation: OperationName, request: JsonObject): string[][] {
  switch (operation) {
    case "listAllTables":
      return [[]];
    case "renameTable": {
      const id = pathOf(request["id"]);
      const parent =
        request["new_namespace_id"] === undefined ? id.slice(0, -1) : pathOf(request["new_namespace_id"]);
      return [id, [...parent, String(request["new_table_name"])]];
    }
    case "batchCreateTableVersions":
      return listOf(request["entries"]).map((entry) => pathOf(entry["id"]));
    case "batchCommitTables":
      return listOf(request["operations"]).flatMap((entry) =>
        listOf(Object.values(entry)).map(({ id }) => pathOf(id)),
      );
    default:
      return [pathOf(request["id"])];
  }
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function pathOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
