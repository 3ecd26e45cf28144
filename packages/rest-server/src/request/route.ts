import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { unknownRoute, wrongMethod } from "../http-errors.ts";

/** Where a URL leads. */
export interface Route {
  readonly operation: OperationName;
  /** The `{id}` of the path, as it stands in the URL. */
  readonly id: string | undefined;
  /** The `{index_name}` of the path, as it stands in the URL. */
  readonly indexName: string | undefined;
}

interface Template {
  readonly name: OperationName;
  readonly segments: readonly string[];
  readonly methods: readonly string[];
}

// Clients differ in whether they GET or POST these, and neither does harm.
const readable: ReadonlySet<string> = new Set<OperationName>([
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

const templates: readonly Template[] = Object.entries(operationTable).map(([name, operation]) => ({
  name: name as OperationName,
  segments: split(operation.path),
  methods: readable.has(name) ? ["GET", "POST"] : [(operation as Operation).method],
}));

/** The parts of a path between slashes; doubled ones and one at either end say nothing. */
export function split(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/**
 * Finds the operation that a path names.
 *
 * @param segments - of the path after the base path, not decoded
 * @throws NamespaceError with status 404 for an unknown path, 405 for another method
 */
export function findRoute(method: string, segments: readonly string[]): Route {
  const fitting = templates.filter((template) => fits(template.segments, segments));
  const template = fitting.find(({ methods }) => methods.includes(method));
  if (!template)
    throw fitting.length > 0 ? wrongMethod(fitting.flatMap(({ methods }) => methods)) : unknownRoute();
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
