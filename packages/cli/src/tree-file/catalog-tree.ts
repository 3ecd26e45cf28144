import { isNamespaceError, type Namespace, type NamespaceError, walk } from "@lancetree/core";
import type { CatalogChoice } from "../catalog/choose-catalog.ts";
import { relativeLocation } from "../catalog/relative-location.ts";

export interface NamespaceEntry {
  readonly path: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

export interface TableEntry extends NamespaceEntry {
  /** Relative to the root, if the catalog is a folder. */
  readonly location: string | undefined;
  /** Whether it was declared and never written; it then has no location that could be registered. */
  readonly declared: boolean;
  /** Set if the catalog keeps the table's versions. */
  readonly isManaged?: boolean;
}

/** A catalog as names, properties and locations: the content of a tree file. */
export interface CatalogTree {
  /** The path of the namespace at the top; [] is the root. */
  readonly below: readonly string[];
  /** Each namespace before its content; the one at the top included, unless it is the root. */
  readonly namespaces: readonly NamespaceEntry[];
  readonly tables: readonly TableEntry[];
}

export interface ReadTreeOptions {
  readonly choice: CatalogChoice;
  readonly signal: AbortSignal;
  /** Called after each object. */
  readonly onObject: () => void;
  /** Receives the error of an object that cannot be read because of its name; without it, reading rejects with that error. */
  readonly onInvalid?: ((path: readonly string[], error: NamespaceError) => void) | undefined;
}

/** Reads the tree below a namespace. Rejects with NamespaceNotFound. */
export async function readCatalogTree(
  namespace: Namespace,
  below: readonly string[],
  options: ReadTreeOptions,
): Promise<CatalogTree> {
  const { signal, onObject } = options;
  const namespaces: NamespaceEntry[] = [];
  const tables: TableEntry[] = [];
  if (below.length > 0) namespaces.push(await describeNamespace(namespace, below, signal));
  for await (const { kind, path } of walk(namespace, below, { signal })) {
    try {
      if (kind === "namespace") namespaces.push(await describeNamespace(namespace, path, signal));
      else tables.push(await describeTable(namespace, path, options));
    } catch (error) {
      if (isNamespaceError(error, 13) && options.onInvalid) options.onInvalid(path, error);
      // Another client dropped it in the meantime.
      else if (!isNamespaceError(error, 1) && !isNamespaceError(error, 4)) throw error;
    }
    onObject();
  }
  return { below, namespaces, tables };
}

async function describeNamespace(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<NamespaceEntry> {
  const { properties } = await namespace.describeNamespace({ id: [...path] }, { signal });
  return { path, properties: { ...properties } };
}

async function describeTable(
  namespace: Namespace,
  path: readonly string[],
  { choice, signal }: ReadTreeOptions,
): Promise<TableEntry> {
  const request = { id: [...path], check_declared: true };
  const {
    location,
    properties,
    is_only_declared: declared,
    managed_versioning: managed,
  } = await namespace.describeTable(request, { signal });
  return {
    path,
    properties: { ...properties },
    location: location === undefined ? undefined : relativeLocation(choice, location),
    declared: declared === true,
    ...(managed === true && { isManaged: true }),
  };
}
