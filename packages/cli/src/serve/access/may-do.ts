import { parseCreateMode } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { Grant } from "../keys/key-entry.ts";
import { operationRoles, type Role, reaches } from "./operation-roles.ts";

/** What somebody wants to do to one object. */
export interface Attempt {
  readonly operation: OperationName;
  readonly path: readonly string[];
  readonly database: string | undefined;
  /** All that is asked for; absent where only the question matters whether it would be allowed. */
  readonly request: Readonly<Record<string, unknown>> | undefined;
}

/**
 * These can reach what no path of the request names: sources of a view by a query, records by the path of a file,
 * transactions by their id. A key with paths may not, nor may it name a place in the storage.
 */
const beyondPaths: ReadonlySet<OperationName> = new Set<OperationName>([
  "createTableVersion",
  "batchCreateTableVersions",
  "batchCommitTables",
  "createMaterializedView",
  "refreshMaterializedView",
  "describeTransaction",
  "alterTransaction",
]);

/** Whether a key may do it. */
export function mayDo(grant: Grant, attempt: Attempt): boolean {
  const { operation, path, database, request } = attempt;
  if (!isForDatabase(grant, database) || !isInScope(grant, path)) return false;
  if (!reaches(grant.role, neededRole(operation, request))) return false;
  if (grant.paths === undefined) return !asksForStorage(request) || grant.role === "admin";
  return !beyondPaths.has(operation) && !asksForStorage(request) && request?.["location"] === undefined;
}

/**
 * Whether a key is given storage options. They are credentials for the storage, where no role and no path holds, so they go
 * to keys that may do everything with tables anyway.
 */
export function mayHaveStorageOptions(grant: Grant, database: string | undefined): boolean {
  return isForDatabase(grant, database) && grant.paths === undefined && reaches(grant.role, "write");
}

/** Whether a key is for a database. Where the server has only one, it has no name. */
export function isForDatabase({ databases }: Grant, database: string | undefined): boolean {
  return databases === undefined || (database !== undefined && databases.includes(database));
}

function isInScope({ paths }: Grant, path: readonly string[]): boolean {
  return (
    paths === undefined || paths.some((scope) => scope.every((component, index) => component === path[index]))
  );
}

/** To overwrite a namespace is to drop it with all that it holds. */
function neededRole(operation: OperationName, request: Attempt["request"]): Role {
  if (operation !== "createNamespace") return operationRoles[operation];
  try {
    return parseCreateMode(request?.["mode"]) === "overwrite" ? "admin" : "write";
  } catch {
    return "admin";
  }
}

/** Storage options of a request say with which server the storage is spoken, in the name of this one. */
function asksForStorage(request: Attempt["request"]): boolean {
  return request?.["storage_options"] !== undefined && request["storage_options"] !== null;
}
