/**
 * The checks of requests that every backend shares: the rules for ids, modes, properties and pages. Each function
 * reads one kind of request, and throws InvalidInputError for a request that can never succeed.
 *
 * @module
 */
import type { Schemas } from "@lancetree/spec";
import { InvalidInputError } from "./errors.ts";
import {
  defaultDelimiter,
  validateAddress,
  validateComponent,
  validatePath,
  validateTableAddress,
  validateTablePath,
} from "./identifier.ts";
import {
  type CreateMode,
  type DropBehavior,
  type DropMode,
  parseCreateMode,
  parseDropBehavior,
  parseDropMode,
  parseRegisterMode,
  type RegisterMode,
} from "./mode.ts";
import { type PageRequest, validatePageRequest } from "./pages.ts";
import { parseProperties } from "./properties.ts";
import { quote, typeName } from "./quote.ts";
import { alreadyExists } from "./tree.ts";

/** A request about one object. */
export interface ObjectRequest {
  readonly id?: readonly string[] | null | undefined;
}

/** Reads the path of a request about an existing namespace; `[]` is the root. */
export function parseNamespaceId(request: ObjectRequest): string[] {
  return validateAddress(requireId(request));
}

/** Reads the path of a request about an existing table. */
export function parseTableId(request: ObjectRequest): string[] {
  return validateTableAddress(requireId(request));
}

/**
 * Reads the path of a DescribeTable request.
 *
 * @throws InvalidInputError for a tag beside a version or a branch
 */
export function parseDescribeTable(request: Schemas["DescribeTableRequest"]): string[] {
  const path = parseTableId(request);
  if (request.tag && (request.branch || (request.version ?? undefined) !== undefined)) {
    throw new InvalidInputError("A tag already selects a version; leave out version and branch.");
  }
  return path;
}

/**
 * Reads a CreateNamespace request. The root, `[]`, is valid with `exist_ok` only.
 *
 * @throws NamespaceAlreadyExistsError for creating the root, InvalidInputError for overwriting it
 */
export function parseCreateNamespace(request: Schemas["CreateNamespaceRequest"]): {
  path: string[];
  mode: CreateMode;
  properties: Record<string, string>;
} {
  const path = validatePath(requireId(request));
  const mode = parseCreateMode(request.mode);
  const properties = parseProperties(request.properties);
  if (path.length === 0 && mode === "create") throw alreadyExists(path, "namespace");
  if (path.length === 0 && mode === "overwrite")
    throw new InvalidInputError("The root namespace cannot be overwritten.");
  return { path, mode, properties };
}

/** Reads a DropNamespace request; the root cannot be dropped. */
export function parseDropNamespace(request: Schemas["DropNamespaceRequest"]): {
  path: string[];
  mode: DropMode;
  behavior: DropBehavior;
} {
  const path = parseNamespaceId(request);
  const mode = parseDropMode(request.mode);
  const behavior = parseDropBehavior(request.behavior);
  if (path.length === 0) throw new InvalidInputError("The root namespace cannot be dropped.");
  return { path, mode, behavior };
}

/** Reads a ListNamespaces request. */
export function parseListNamespaces(request: Schemas["ListNamespacesRequest"]): {
  path: string[];
  page: PageRequest;
} {
  return { path: parseNamespaceId(request), page: validatePageRequest(request) };
}

/** Reads a ListTables request. */
export function parseListTables(request: Schemas["ListTablesRequest"]): {
  path: string[];
  page: PageRequest;
  includeDeclared: boolean;
} {
  return { ...parseListNamespaces(request), includeDeclared: parseIncludeDeclared(request) };
}

/** Each name of the response repeats the delimiter, so that a long one in a short request would make a response of gigabytes. */
const maxDelimiterLength = 64;

/** Reads a ListAllTables request, which has no id. */
export function parseListAllTables(
  request: Schemas["ListTablesRequest"] & { delimiter?: string | undefined },
): {
  page: PageRequest;
  includeDeclared: boolean;
  delimiter: string;
} {
  const delimiter = request.delimiter ?? defaultDelimiter;
  if (typeof delimiter !== "string" || delimiter === "" || delimiter.length > maxDelimiterLength) {
    throw new InvalidInputError(`The delimiter must be a string of 1 to ${maxDelimiterLength} characters.`);
  }
  return { page: validatePageRequest(request), includeDeclared: parseIncludeDeclared(request), delimiter };
}

/** Reads a CreateTable request, except for the data, which the backend reads. */
export function parseCreateTable(request: Schemas["CreateTableRequest"]): {
  path: string[];
  mode: CreateMode;
  properties: Record<string, string>;
} {
  return {
    path: validateTablePath(requireId(request)),
    mode: parseCreateMode(request.mode),
    properties: parseProperties(request.properties),
  };
}

/** Reads a DeclareTable request; the location is undefined if the backend chooses it. */
export function parseDeclareTable(request: Schemas["DeclareTableRequest"]): {
  path: string[];
  location: string | undefined;
  properties: Record<string, string>;
} {
  const { location } = request;
  return {
    path: validateTablePath(requireId(request)),
    location: location === undefined || location === null ? undefined : requireLocation(location),
    properties: parseProperties(request.properties),
  };
}

/** Reads a RegisterTable request. */
export function parseRegisterTable(request: Schemas["RegisterTableRequest"]): {
  path: string[];
  location: string;
  mode: RegisterMode;
  properties: Record<string, string>;
} {
  return {
    path: validateTablePath(requireId(request)),
    location: requireLocation(request.location),
    mode: parseRegisterMode(request.mode),
    properties: parseProperties(request.properties),
  };
}

/**
 * Reads a RenameTable request. The new name must be valid for a new object. A table whose old name is not valid for
 * new objects may be renamed, and its namespace may have such a name as well.
 */
export function parseRenameTable(request: Schemas["RenameTableRequest"]): { from: string[]; to: string[] } {
  const from = parseTableId(request);
  const oldParent = from.slice(0, -1);
  const newParent = validateAddress(request.new_namespace_id ?? oldParent);
  const stays =
    newParent.length === oldParent.length && newParent.every((part, index) => part === oldParent[index]);
  const parent = stays ? oldParent : validatePath(newParent);
  return { from, to: [...parent, validateComponent(request.new_table_name, parent.length)] };
}

// Callers in JavaScript may leave out the whole request.
function requireId(request: ObjectRequest | undefined): readonly string[] {
  if (request?.id !== undefined && request.id !== null) return request.id;
  throw new InvalidInputError("The request needs an id.");
}

function requireLocation(location: unknown): string {
  if (typeof location === "string" && location !== "") return location;
  const printed = typeof location === "string" ? quote(location) : typeName(location);
  throw new InvalidInputError(`A table's location must be a non-empty string, not ${printed}.`);
}

function parseIncludeDeclared(request: Schemas["ListTablesRequest"]): boolean {
  const flag: unknown = request.include_declared ?? true;
  if (typeof flag === "boolean") return flag;
  throw new InvalidInputError(`include_declared must be true or false, not ${typeName(flag)}.`);
}
