import type { MaterializedView, Table } from "@lancedb/lancedb";
import { type CallOptions, isNamespaceError, listTableNames, type Namespace } from "@lancetree/core";
import {
  createViewIn,
  lancedb,
  requireView,
  resolveTable,
  type TableEngine,
  type ViewQuery,
  viewKind,
} from "@lancetree/tables";

/** What views need of a connection. */
interface Catalog {
  readonly namespace: Namespace;
  readonly engine: TableEngine;
}

/** Creates a view and opens it, still empty. */
export async function createView(
  catalog: Catalog,
  path: readonly string[],
  query: ViewQuery,
  options: CallOptions,
): Promise<MaterializedView> {
  const created = await createViewIn(catalog, path, query, options);
  created.table?.close();
  // Through the connection's own engine, so that a refresh finds the source as long as that is open.
  return new lancedb.MaterializedView(await openAt(catalog, path, options));
}

export async function openView(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions,
): Promise<MaterializedView> {
  const table = await openAt(catalog, path, options);
  try {
    await requireView(table);
    return new lancedb.MaterializedView(table);
  } catch (error) {
    table.close();
    throw error;
  }
}

/** The names of the views directly inside a namespace, ascending. Opens every table there, one after the other. */
export async function listViews(
  catalog: Catalog,
  namespacePath: readonly string[],
  options: CallOptions,
): Promise<string[]> {
  const views: string[] = [];
  for (const name of await listTableNames(catalog.namespace, namespacePath, options)) {
    if (await isView(catalog, [...namespacePath, name], options)) views.push(name);
  }
  return views;
}

async function isView(catalog: Catalog, path: readonly string[], options: CallOptions): Promise<boolean> {
  options.signal?.throwIfAborted();
  try {
    const table = await openAt(catalog, path, options);
    try {
      return (await viewKind(table)) !== undefined;
    } finally {
      table.close();
    }
  } catch (error) {
    // Only declared, or dropped in the meantime.
    if (isNamespaceError(error, 4)) return false;
    throw error;
  }
}

async function openAt(
  { namespace, engine }: Catalog,
  path: readonly string[],
  options: CallOptions,
): Promise<Table> {
  return engine.open(await resolveTable(namespace, path, options));
}
