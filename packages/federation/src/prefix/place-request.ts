import {
  type CloneTableRequest,
  type DeclareTableRequest,
  InvalidInputError,
  type ObjectRequest,
  parseCreateNamespace,
  parseCreateTable,
  parseDeclareTable,
  parseDropNamespace,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
  type RegisterTableRequest,
  type RenameTableRequest,
  UnsupportedError,
} from "@lancetree/core";
import type { OperationName } from "../databases/operations.ts";
import { placeLocation } from "./place-location.ts";

type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

/**
 * A request as the database is asked it: every path in it below the prefix. It is checked as it came, so that messages
 * count the components that the caller knows, and so that no path comes to mean the prefix itself where that is no root.
 *
 * @throws InvalidInputError as the contract's own checks do, and for what cannot be kept below a prefix
 */
export function placeRequest(name: OperationName, request: object, prefix: Path): object {
  switch (name) {
    case "createNamespace":
      return below(request, parseCreateNamespace(request).path, prefix);
    case "dropNamespace":
      return below(request, parseDropNamespace(request).path, prefix);
    case "describeNamespace":
    case "namespaceExists":
    case "listNamespaces":
    case "listTables":
      return below(request, parseNamespaceId(request), prefix);
    case "createTable":
      return below(request, parseCreateTable(request).path, prefix);
    case "cloneTable": {
      const { source_id: source } = request as CloneTableRequest;
      const { id } = below({}, parseTableId({ id: source }), prefix);
      return { ...below(request, parseCreateTable(request).path, prefix), source_id: id };
    }
    case "tablesAt":
      return request;
    case "declareTable":
      return placeDeclaration(request, prefix);
    case "registerTable": {
      const { path, location } = parseRegisterTable(request as RegisterTableRequest);
      return { ...below(request, path, prefix), location: placeLocation(location, prefix) };
    }
    case "renameTable":
      return placeRename(request as RenameTableRequest, prefix);
    case "batchCreateTableVersions":
      return placeEach(request, "entries", (entry) => below(entry, parseTableId(entry), prefix));
    case "batchCommitTables":
      return placeEach(request, "operations", (operation) => placeOperation(operation, prefix));
    case "createMaterializedView":
    case "refreshMaterializedView":
      throw new UnsupportedError(
        "Materialized views are not supported under a prefix: a view names its source by a path of the whole database.",
      );
    default:
      return below(request, parseTableId(request), prefix);
  }
}

function below(request: object, path: Path, prefix: Path): { id: string[] } {
  demandPlain(path);
  return { ...request, id: [...prefix, ...path] };
}

/** No catalog follows these, but what stands behind a catalog might. */
function demandPlain(path: Path): void {
  if (path.includes(".") || path.includes("..")) {
    throw new InvalidInputError('Under a prefix no component of a path may be "." or "..".');
  }
}

function placeDeclaration(request: DeclareTableRequest, prefix: Path): object {
  const { path, location } = parseDeclareTable(request);
  const placed = below(request, path, prefix);
  return location === undefined ? placed : { ...placed, location: placeLocation(location, prefix) };
}

function placeRename(request: RenameTableRequest, prefix: Path): object {
  const { from, to } = parseRenameTable(request);
  // Absent means that it stays where it is, which is below the prefix.
  const stays = request.new_namespace_id === undefined || request.new_namespace_id === null;
  const placed = below(request, from, prefix);
  demandPlain(to);
  return stays ? placed : { ...placed, new_namespace_id: [...prefix, ...to.slice(0, -1)] };
}

function placeEach(request: object, field: string, place: (item: Fields & ObjectRequest) => object): object {
  const { [field]: items }: Fields = { ...request };
  if (!Array.isArray(items)) throw new InvalidInputError(`The request needs ${field}.`);
  return { ...request, [field]: items.map((item: unknown) => place(fieldsOf(item))) };
}

/** One step of a batch, whatever it does: nothing in it may name a table elsewhere. */
function placeOperation(operation: Fields, prefix: Path): object {
  const steps = Object.entries(operation).map(([kind, step]) => {
    const request = fieldsOf(step);
    const placed =
      kind === "declare_table"
        ? placeDeclaration(request as DeclareTableRequest, prefix)
        : below(request, parseTableId(request), prefix);
    return [kind, placed];
  });
  return Object.fromEntries(steps);
}

function fieldsOf(value: unknown): Fields & ObjectRequest {
  if (typeof value === "object" && value !== null) return { ...value };
  throw new InvalidInputError("A batch must consist of objects.");
}
