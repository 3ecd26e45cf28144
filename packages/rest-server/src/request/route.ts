import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { methodNotAllowed, routeNotFound } from "../http-errors.ts";

/** The operation that a path names. */
export interface Route {
  readonly operation: OperationName;
  /** The `{id}` of the path, not decoded. */
  readonly id: string | undefined;
  /** The `{index_name}` of the path, not decoded. */
  readonly indexName: string | undefined;
}

interface Template {
  readonly name: OperationName;
  readonly segments: readonly string[];
  readonly methods: readonly string[];
}

// Some clients GET these and others POST them; both are safe.
const getAllowed: ReadonlySet<string> = new Set<OperationName>([
  "listNamespaces",
  "listTables",
  "listAllTables",
  "countTableRows",
  "getTableStats",
  "listTableIndices",
  "describeTableIndexStats",
  "listTableTags",
  "listTableVersions",
  "listTableBranches",
]);

// The name of declare in the protocol of 2025, which Lance's bundle for Spark 0.0.14 speaks.
const formerDeclare = "/v1/table/{id}/create-empty";

const templates: readonly Template[] = [
  ...Object.entries(operationTable).map(([name, operation]) => ({
    name: name as OperationName,
    segments: pathSegments(operation.path),
    methods: getAllowed.has(name) ? ["GET", "POST"] : [(operation as Operation).method],
  })),
  { name: "declareTable", segments: pathSegments(formerDeclare), methods: ["POST"] },
];

/** The segments of a path between slashes, without empty ones. */
export function pathSegments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/**
 * Finds the operation that a path names.
 *
 * @param segments - the path below the base path, not decoded
 * @throws NamespaceError with status 404 for an unknown path, 405 for another method
 */
export function findRoute(method: string, segments: readonly string[]): Route {
  const fitting = templates.filter((template) => fits(template.segments, segments));
  const template = fitting.find(({ methods }) => methods.includes(method));
  if (!template)
    throw fitting.length > 0 ? methodNotAllowed(fitting.flatMap(({ methods }) => methods)) : routeNotFound();
  return {
    operation: template.name,
    id: segments[template.segments.indexOf("{id}")],
    indexName: segments[template.segments.indexOf("{index_name}")],
  };
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith("{") || part === segments[index])
  );
}
