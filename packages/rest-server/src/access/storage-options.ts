import { lesserPermission, type StorageAccess, type VendedAccess } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import { isObject, type JsonObject, objectsIn } from "../request/model.ts";
import type { VendedOptions } from "../telemetry/log-entry.ts";
import type { Permissions, StorageGrant } from "./permissions.ts";

/** The storage options of one request. */
export interface StorageOptionsReview {
  /** What the namespace may vend for the call; undefined for operations that vend nothing. */
  readonly access: StorageAccess | undefined;
  /**
   * Removes storage options that the caller may not receive from the result: the permission to create or declare a table does not include
   * access to its storage.
   */
  withhold(result: unknown): Promise<unknown>;
  /** Which storage options are left in the result. */
  readonly vended: readonly VendedOptions[];
}

/** Decides what the caller of a request may do with the storage of its tables. */
export async function reviewStorageOptions(
  permissions: Permissions,
  operation: OperationName,
  request: JsonObject,
): Promise<StorageOptionsReview> {
  const grantOf = once((id) => permissions.storage(id));
  const grants = await Promise.all(tablesOf(operation, request).map(grantOf));
  const limited: VendedAccess[] = [];
  const vended: VendedOptions[] = [];
  const withhold = async (table: JsonObject, id: unknown): Promise<JsonObject> => {
    if (table["storage_options"] === undefined) return table;
    const found = allowedOptions(table, await grantOf(pathIn(id)), limited);
    if (found !== undefined) {
      vended.push(found);
      return table;
    }
    return Object.fromEntries(Object.entries(table).filter(([name]) => name !== "storage_options"));
  };
  return {
    access:
      grants.length === 0 ? undefined : { permission: least(grants), onVended: (one) => limited.push(one) },
    vended,
    async withhold(result) {
      if (!isObject(result)) return result;
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
    },
  };
}

/** Asks once for each path. */
function once<Result>(decide: (path: string[]) => Promise<Result>): (path: string[]) => Promise<Result> {
  const decided = new Map<string, Promise<Result>>();
  return (path) => {
    const key = JSON.stringify(path);
    const found = decided.get(key) ?? decide(path);
    decided.set(key, found);
    return found;
  };
}

/** Storage options that are not limited to the table's folder are for callers that may receive such. Undefined if they are withheld. */
function allowedOptions(
  { location }: JsonObject,
  grant: StorageGrant | undefined,
  limited: readonly VendedAccess[],
): VendedOptions | undefined {
  if (grant === undefined || typeof location !== "string") return undefined;
  const found = limited.find((one) => one.location === location);
  if (found === undefined) return grant.unlimited ? { location, permission: "unlimited" } : undefined;
  return lesserPermission(found.permission, grant.permission) === found.permission ? found : undefined;
}

/** One call has one permission, which holds for all its tables. */
function least(grants: readonly (StorageGrant | undefined)[]): StorageAccess["permission"] {
  return grants
    .map((grant) => grant?.permission)
    .reduce((one, other) =>
      one === undefined || other === undefined ? undefined : lesserPermission(one, other),
    );
}

/** The tables for which an operation vends credentials. */
function tablesOf(operation: OperationName, request: JsonObject): string[][] {
  if (operation === "batchCommitTables") {
    return objectsIn(request["operations"]).flatMap(({ declare_table: declaration }) =>
      isObject(declaration) ? [pathIn(declaration["id"])] : [],
    );
  }
  return operation === "describeTable" || operation === "declareTable" ? [pathIn(request["id"])] : [];
}

function pathIn(id: unknown): string[] {
  return Array.isArray(id) ? id.map(String) : [];
}
