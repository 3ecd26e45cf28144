import { databaseProperty, parseCreateMode, protectedProperty } from "@lancetree/core";
import type { CallerDescription, ServedOperation, StorageGrant } from "@lancetree/rest-server";
import type { Grant } from "../keys/key-entry.ts";
import { operationRoles, type Role, reaches } from "./operation-roles.ts";

/** An operation on one object. */
export interface Attempt {
  readonly operation: ServedOperation;
  readonly path: readonly string[];
  readonly database: string | undefined;
  /** The request without rows; absent where the check is only whether the operation would be allowed. */
  readonly request: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Operations that can reach more than the paths of the request: sources of a view by a query, version records by the path of a file,
 * transactions by their id. A key with paths may not use them, nor may it name a location in the storage.
 */
const beyondPaths: ReadonlySet<ServedOperation> = new Set<ServedOperation>([
  "createTableVersion",
  "batchCreateTableVersions",
  "batchCommitTables",
  "createMaterializedView",
  "refreshMaterializedView",
  "describeTransaction",
  "alterTransaction",
]);

/** Whether a key may run an operation. */
export function isAllowed(grant: Grant, attempt: Attempt): boolean {
  const { operation, path, database, request } = attempt;
  if (!isForDatabase(grant, database) || !isInScope(grant, path)) return false;
  if (!reaches(grant.role, neededRole(operation, request))) return false;
  if (grant.paths === undefined) return !asksForStorage(request) || grant.role === "admin";
  // A namespace that becomes a database, or is none any more, changes what every client sees that names it.
  if (namesProperty(request, databaseProperty)) return false;
  return !beyondPaths.has(operation) && !asksForStorage(request) && request?.["location"] === undefined;
}

/**
 * What a key may do with the files of a table. Its role is also the permission of credentials that are limited to the table's folder. Other
 * storage options are the server's own credentials, where roles and paths do not apply, so only keys that may do everything with tables
 * receive them.
 */
export function storageGrant(
  grant: Grant,
  database: string | undefined,
  path: readonly string[],
): StorageGrant | undefined {
  if (!isForDatabase(grant, database) || !isInScope(grant, path)) return undefined;
  return { permission: grant.role, unlimited: grant.paths === undefined && reaches(grant.role, "write") };
}

/** What the holder of a key may know about it. */
export function describeGrant({ name, role, paths, databases }: Grant): CallerDescription {
  const isBeyondPaths: ReadonlySet<string> = beyondPaths;
  const operations = Object.entries(operationRoles)
    .filter(([, needed]) => reaches(role, needed))
    .map(([operation]) => operation)
    .filter((operation) => paths === undefined || !isBeyondPaths.has(operation));
  return { name, role, paths, databases, operations };
}

/** Whether a key is for a database. The only database of a server has no name. */
export function isForDatabase({ databases }: Grant, database: string | undefined): boolean {
  return databases === undefined || (database !== undefined && databases.includes(database));
}

function isInScope({ paths }: Grant, path: readonly string[]): boolean {
  return (
    paths === undefined || paths.some((scope) => scope.every((component, index) => component === path[index]))
  );
}

/**
 * To overwrite a namespace drops it with everything in it. Protection is the administrator's: other keys can neither turn it off nor occupy
 * names and namespaces with objects that they protect.
 */
function neededRole(operation: ServedOperation, request: Attempt["request"]): Role {
  if (namesProperty(request, protectedProperty)) return "admin";
  if (operation !== "createNamespace") return operationRoles[operation];
  try {
    return parseCreateMode(request?.["mode"]) === "overwrite" ? "admin" : "write";
  } catch {
    return "admin";
  }
}

/** Whether a request sets or removes a property. */
function namesProperty(request: Attempt["request"], name: string): boolean {
  const { set, remove, properties } = request ?? {};
  if (Array.isArray(remove) && remove.includes(name)) return true;
  return [set, properties].some(
    (changed) => typeof changed === "object" && changed !== null && Object.hasOwn(changed, name),
  );
}

/** Storage options of a request could redirect the server's own credentials to another endpoint. */
function asksForStorage(request: Attempt["request"]): boolean {
  return request?.["storage_options"] !== undefined && request["storage_options"] !== null;
}
