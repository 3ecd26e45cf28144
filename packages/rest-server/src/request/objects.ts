import type { OperationName } from "@lancetree/spec";
import { type JsonObject, objectsIn } from "./model.ts";

/** The paths of all objects that a request names, including the target of a rename and the entries of a batch. */
export function objectIds(operation: OperationName, request: JsonObject): string[][] {
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
      return objectsIn(request["entries"]).map((entry) => pathOf(entry["id"]));
    case "batchCommitTables":
      return objectsIn(request["operations"]).flatMap((entry) =>
        objectsIn(Object.values(entry)).map(({ id }) => pathOf(id)),
      );
    default:
      return [pathOf(request["id"])];
  }
}

function pathOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
