import {
  type CallOptions,
  compareBytes,
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type Namespace,
  pageOf,
  parseListAllTables,
  walk,
} from "@lancetree/core";

/**
 * Lists the tables at any depth below a prefix, namespace by namespace. To filter the list of all tables by
 * the prefix would be wrong where a name contains the delimiter.
 *
 * Rejects with NamespaceNotFound when there is no such namespace.
 */
export async function listBelow(
  database: Namespace,
  prefix: readonly string[],
  request: ListAllTablesRequest,
  options?: CallOptions,
): Promise<ListAllTablesResponse> {
  const { page, includeDeclared, delimiter } = parseListAllTables(request);
  const identifiers = new Set<string>();
  for await (const { kind, path } of walk(database, prefix, { ...options, includeDeclared })) {
    if (kind === "table") identifiers.add(path.slice(prefix.length).join(delimiter));
  }
  const { names, ...rest } = pageOf([...identifiers].toSorted(compareBytes), page);
  return { tables: names, ...rest };
}
