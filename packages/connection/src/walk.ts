import { type CallOptions, compareBytes, isNamespaceError, type Namespace, paginate } from "@lancetree/core";

/** A namespace or a table, with the names that lead to it from the root. */
export interface TreeEntry {
  kind: "namespace" | "table";
  path: string[];
}

/**
 * Visits everything below a namespace, depth first: each namespace before what is in it, siblings ascending by bytes.
 * What others drop during the walk may be missing; what they create may be.
 *
 * Rejects with NamespaceNotFound when the start does not exist.
 */
export async function* walk(
  namespace: Namespace,
  start: readonly string[],
  options: CallOptions = {},
): AsyncGenerator<TreeEntry> {
  for (const entry of await children(namespace, start, options)) {
    yield entry;
    if (entry.kind === "table") continue;
    try {
      yield* walk(namespace, entry.path, options);
    } catch (error) {
      if (!isNamespaceError(error, 1)) throw error;
    }
  }
}

async function children(
  namespace: Namespace,
  parent: readonly string[],
  options: CallOptions,
): Promise<TreeEntry[]> {
  const [namespaces, tables] = await Promise.all([
    listNamespaceNames(namespace, parent, options),
    listTableNames(namespace, parent, options),
  ]);
  const entries: TreeEntry[] = [
    ...namespaces.map((name) => ({ kind: "namespace" as const, path: [...parent, name] })),
    ...tables.map((name) => ({ kind: "table" as const, path: [...parent, name] })),
  ];
  return entries.toSorted((left, right) => compareBytes(left.path.at(-1) ?? "", right.path.at(-1) ?? ""));
}

async function listNamespaceNames(
  namespace: Namespace,
  path: readonly string[],
  options: CallOptions,
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginate(
    (token) => namespace.listNamespaces({ id: [...path], ...(token && { page_token: token }) }, options),
    (page) => page.namespaces,
    { signal: options.signal },
  );
  for await (const name of pages) names.push(name);
  return names;
}

/** The names of all tables directly inside a namespace, all pages. */
export async function listTableNames(
  namespace: Namespace,
  path: readonly string[],
  options: CallOptions = {},
): Promise<string[]> {
  const names: string[] = [];
  const pages = paginate(
    (token) => namespace.listTables({ id: [...path], ...(token && { page_token: token }) }, options),
    (page) => page.tables,
    { signal: options.signal },
  );
  for await (const name of pages) names.push(name);
  return names;
}
