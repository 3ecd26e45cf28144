import {
  type CallOptions,
  compareBytes,
  isNamespaceError,
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type Namespace,
  pageOf,
  paginate,
  parseListAllTables,
} from "@lancetree/core";

/**
 * Lists the tables at any depth below a prefix, namespace by namespace. To ask the database for all its tables and pick
 * some by how their names begin would be wrong where a name holds the delimiter.
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
  for await (const path of tablesIn(database, [], { prefix, includeDeclared, options })) {
    identifiers.add(path.join(delimiter));
  }
  const { names, ...rest } = pageOf([...identifiers].toSorted(compareBytes), page);
  return { tables: names, ...rest };
}

interface Walk {
  readonly prefix: readonly string[];
  readonly includeDeclared: boolean;
  readonly options: CallOptions | undefined;
}

async function* tablesIn(database: Namespace, path: string[], walk: Walk): AsyncGenerator<string[]> {
  const { prefix, includeDeclared, options } = walk;
  const id = [...prefix, ...path];
  const tables = paginate(
    (token) => database.listTables({ id, page_token: token, include_declared: includeDeclared }, options),
    (page) => page.tables,
  );
  const namespaces = paginate(
    (token) => database.listNamespaces({ id, page_token: token }, options),
    (page) => page.namespaces,
  );
  try {
    for await (const table of tables) yield [...path, table];
    for await (const name of namespaces) yield* tablesIn(database, [...path, name], walk);
  } catch (error) {
    // Dropped since its parent was listed; the prefix itself has to be there.
    if (path.length === 0 || !isNamespaceError(error, 1)) throw error;
  }
}
