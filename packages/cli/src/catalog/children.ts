import { compareBytes, isNamespaceError, type Namespace, paginate } from "@lancetree/core";

/** What stands directly below a namespace. */
export interface Child {
  readonly kind: "namespace" | "table";
  readonly path: string[];
}

/** A namespace or table of a tree, with what is needed to draw it. */
export interface Branch extends Child {
  /** For each level down to this one, whether its entry there is the last among its siblings. */
  readonly isLast: readonly boolean[];
}

/** What stands directly below a namespace, ascending by bytes. Rejects with NamespaceNotFound. */
export async function childrenOf(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<Child[]> {
  const id = [...path];
  const [namespaces, tables] = await Promise.all([
    collect(
      (token) => namespace.listNamespaces({ id, ...(token && { page_token: token }) }, { signal }),
      signal,
      ({ namespaces: names }) => names,
    ),
    collect(
      (token) => namespace.listTables({ id, ...(token && { page_token: token }) }, { signal }),
      signal,
      ({ tables: names }) => names,
    ),
  ]);
  const children: Child[] = [
    ...namespaces.map((name) => ({ kind: "namespace" as const, path: [...path, name] })),
    ...tables.map((name) => ({ kind: "table" as const, path: [...path, name] })),
  ];
  return children.toSorted((left, right) => compareBytes(left.path.at(-1) ?? "", right.path.at(-1) ?? ""));
}

/** Everything below a namespace, depth first; what others drop meanwhile may be missing. Rejects with NamespaceNotFound. */
export async function* branchesOf(
  namespace: Namespace,
  start: readonly string[],
  signal: AbortSignal,
  depth: number = Number.POSITIVE_INFINITY,
  above: readonly boolean[] = [],
): AsyncGenerator<Branch> {
  const children = await childrenOf(namespace, start, signal);
  for (const [index, child] of children.entries()) {
    const isLast = [...above, index === children.length - 1];
    yield { ...child, isLast };
    if (child.kind === "table" || depth <= 1) continue;
    try {
      yield* branchesOf(namespace, child.path, signal, depth - 1, isLast);
    } catch (error) {
      if (!isNamespaceError(error, 1)) throw error;
    }
  }
}

async function collect<Page extends { page_token?: string | null | undefined }>(
  fetchPage: (token: string | null) => Promise<Page>,
  signal: AbortSignal,
  namesOf: (page: Page) => Iterable<string>,
): Promise<string[]> {
  const names: string[] = [];
  for await (const name of paginate(fetchPage, namesOf, { signal })) names.push(name);
  return names;
}
