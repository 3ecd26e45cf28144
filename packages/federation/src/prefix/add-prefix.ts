import {
  type CloneTableRequest,
  type DeclareTableRequest,
  InvalidInputError,
  type ObjectRequest,
  type PurgeDroppedRequest,
  parseCreateNamespace,
  parseCreateTable,
  parseDeclareTable,
  parseDropNamespace,
  parseFindObjects,
  parseListDropped,
  parseNamespaceId,
  parsePurgeDropped,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
  parseUndrop,
  type RegisterTableRequest,
  type RenameTableRequest,
  UnsupportedError,
} from "@lancetree/core";
import type { OperationName } from "../databases/operations.ts";
import { prefixLocation } from "./prefix-location.ts";

type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

/**
 * The request for the database: each of its paths gets the prefix. The request is validated before that, so that messages
 * count the components that the caller knows, and so that no path becomes the prefix itself where the root is not allowed.
 *
 * @throws InvalidInputError as the contract's own checks do, and for a request that cannot be kept below a prefix
 */
export function addPrefix(name: OperationName, request: object, prefix: Path): object {
  switch (name) {
    case "createNamespace":
      return withPrefix(request, parseCreateNamespace(request).path, prefix);
    case "dropNamespace":
      return withPrefix(request, parseDropNamespace(request).path, prefix);
    case "describeNamespace":
    case "namespaceExists":
    case "listNamespaces":
    case "listTables":
      return withPrefix(request, parseNamespaceId(request), prefix);
    case "createTable":
      return withPrefix(request, parseCreateTable(request).path, prefix);
    case "cloneTable": {
      const { source_id: source } = request as CloneTableRequest;
      const { id } = withPrefix({}, parseTableId({ id: source }), prefix);
      return { ...withPrefix(request, parseCreateTable(request).path, prefix), source_id: id };
    }
    case "tablesAt":
      return request;
    case "listDropped":
      return withPrefix(request, parseListDropped(request).path, prefix);
    case "findObjects":
      return withPrefix(request, parseFindObjects(request).path, prefix);
    case "purgeDropped":
      return withPrefix(request, parsePurgeDropped(request as PurgeDroppedRequest).path, prefix);
    case "undrop": {
      const { from, to } = parseUndrop(request);
      const prefixed = withPrefix(request, from, prefix);
      return to === from ? prefixed : { ...prefixed, new_id: withPrefix({}, to, prefix).id };
    }
    case "declareTable":
      return prefixDeclaration(request, prefix);
    case "registerTable": {
      const { path, location } = parseRegisterTable(request as RegisterTableRequest);
      return { ...withPrefix(request, path, prefix), location: prefixLocation(location, prefix) };
    }
    case "renameTable":
      return prefixRename(request as RenameTableRequest, prefix);
    case "batchCreateTableVersions":
      return prefixEach(request, "entries", (entry) => withPrefix(entry, parseTableId(entry), prefix));
    case "batchCommitTables":
      return prefixEach(request, "operations", (operation) => prefixOperation(operation, prefix));
    case "createMaterializedView":
    case "refreshMaterializedView":
      throw new UnsupportedError(
        "Materialized views are not supported under a prefix: a view names its source by a path of the whole database.",
      );
    default:
      return withPrefix(request, parseTableId(request), prefix);
  }
}

function withPrefix(request: object, path: Path, prefix: Path): { id: string[] } {
  refuseDotSegments(path);
  return { ...request, id: [...prefix, ...path] };
}

/** No catalog gives these a meaning, but the storage behind a catalog may. */
function refuseDotSegments(path: Path): void {
  if (path.includes(".") || path.includes("..")) {
    throw new InvalidInputError('Under a prefix no component of a path may be "." or "..".');
  }
}

function prefixDeclaration(request: DeclareTableRequest, prefix: Path): object {
  const { path, location } = parseDeclareTable(request);
  const prefixed = withPrefix(request, path, prefix);
  return location === undefined ? prefixed : { ...prefixed, location: prefixLocation(location, prefix) };
}

function prefixRename(request: RenameTableRequest, prefix: Path): object {
  const { from, to } = parseRenameTable(request);
  // When it is absent, the table stays in its namespace, which is below the prefix.
  const stays = request.new_namespace_id === undefined || request.new_namespace_id === null;
  const prefixed = withPrefix(request, from, prefix);
  refuseDotSegments(to);
  return stays ? prefixed : { ...prefixed, new_namespace_id: [...prefix, ...to.slice(0, -1)] };
}

function prefixEach(
  request: object,
  field: string,
  prefix: (item: Fields & ObjectRequest) => object,
): object {
  const { [field]: items }: Fields = { ...request };
  if (!Array.isArray(items)) throw new InvalidInputError(`The request needs ${field}.`);
  return { ...request, [field]: items.map((item: unknown) => prefix(fieldsOf(item))) };
}

/** One operation of a batch, of any kind: none may name a table outside of the prefix. */
function prefixOperation(operation: Fields, prefix: Path): object {
  const parts = Object.entries(operation).map(([kind, part]) => {
    const request = fieldsOf(part);
    const prefixed =
      kind === "declare_table"
        ? prefixDeclaration(request as DeclareTableRequest, prefix)
        : withPrefix(request, parseTableId(request), prefix);
    return [kind, prefixed];
  });
  return Object.fromEntries(parts);
}

function fieldsOf(value: unknown): Fields & ObjectRequest {
  if (typeof value === "object" && value !== null) return { ...value };
  throw new InvalidInputError("Each entry of a batch must be an object.");
}
