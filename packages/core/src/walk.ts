import type { CallOptions } from "./call-options.ts";
import type { Namespace } from "./namespace.ts";
import { isNamespaceError } from "./namespace-error.ts";
import { compareBytes } from "./order.ts";
import { paginate } from "./pages.ts";
import type { ObjectKind } from "./tree.ts";

/** A namespace or a table directly inside a namespace. */
export interface TreeChild {
  readonly kind: ObjectKind;
  readonly path: string[];
}

/** An object that a walk visits. */
export interface WalkEntry extends TreeChild {
  /** Whether no sibling follows. */
  readonly isLast: boolean;
}

/** What a walk visits. */
export interface WalkOptions extends CallOptions {
  /** The number of levels below the start; default all. */
  readonly depth?: number | undefined;
  /** Whether to visit tables that are only declared; default true. */
  readonly includeDeclared?: boolean | undefined;
}

/**
 * Visits everything below a namespace, depth first: each namespace before its content, siblings in ascending byte order. Objects that
 * other callers create or drop during the walk may be missing.
 *
 * Rejects with NamespaceNotFoundError (1) if the start does not exist, and as `listNamespaces` and `listTables` do.
 */
export async function* walk(
  namespace: Namespace,
  start: readonly string[],
  { depth = Number.POSITIVE_INFINITY, includeDeclared, ...options }: WalkOptions = {},
): AsyncGenerator<WalkEntry> {
  const children = await listChildren(namespace, start, options, includeDeclared);
  for (const [index, child] of children.entries()) {
    yield { ...child, isLast: index === children.length - 1 };
    if (child.kind === "table" || depth <= 1) continue;
    try {
      yield* walk(namespace, child.path, { ...options, includeDeclared, depth: depth - 1 });
    } catch (error) {
      // Dropped since its parent was listed.
      if (!isNamespaceError(error, 1)) throw error;
    }
  }
}

/**
 * The namespaces and tables directly inside a namespace, in ascending byte order. Rejects with NamespaceNotFoundError (1) if it does not
 * exist.
 *
 * @param includeDeclared - whether to list tables that are only declared; default true
 */
export async function listChildren(
  namespace: Namespace,
  path: readonly string[],
  options?: CallOptions,
  includeDeclared?: boolean,
): Promise<TreeChild[]> {
  const [namespaces, tables] = await Promise.all([
    listNamespaceNames(namespace, path, options),
    listTableNames(namespace, path, options, includeDeclared),
  ]);
  const children: TreeChild[] = [
    ...namespaces.map((name) => ({ kind: "namespace" as const, path: [...path, name] })),
    ...tables.map((name) => ({ kind: "table" as const, path: [...path, name] })),
  ];
  return children.toSorted((left, right) => compareBytes(left.path.at(-1) ?? "", right.path.at(-1) ?? ""));
}

/**
 * The names of all tables directly inside a namespace, from all pages. Rejects as `listTables` does.
 *
 * @param includeDeclared - whether to list tables that are only declared; default true
 */
export async function listTableNames(
  namespace: Namespace,
  path: readonly string[],
  options?: CallOptions,
  includeDeclared?: boolean,
): Promise<string[]> {
  const declared = includeDeclared === undefined ? {} : { include_declared: includeDeclared };
  return collect(
    (token) =>
      namespace.listTables({ id: [...path], ...declared, ...(token && { page_token: token }) }, options),
    (page) => page.tables,
    options,
  );
}

/** The names of all namespaces directly inside a namespace, from all pages. Rejects as `listNamespaces` does. */
export async function listNamespaceNames(
  namespace: Namespace,
  path: readonly string[],
  options?: CallOptions,
): Promise<string[]> {
  return collect(
    (token) => namespace.listNamespaces({ id: [...path], ...(token && { page_token: token }) }, options),
    (page) => page.namespaces,
    options,
  );
}

async function collect<Page extends { page_token?: string | null | undefined }>(
  fetchPage: (token: string | null) => Promise<Page>,
  namesOf: (page: Page) => Iterable<string>,
  options: CallOptions | undefined,
): Promise<string[]> {
  const names: string[] = [];
  for await (const name of paginate(fetchPage, namesOf, { signal: options?.signal })) names.push(name);
  return names;
}
