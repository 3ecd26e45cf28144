import type { MaterializedView, Table } from "@lancedb/lancedb";
import { isNamespaceError, type Namespace } from "@lancetree/core";
import {
  createViewIn,
  lancedb,
  requireView,
  resolveTable,
  type TableEngine,
  type ViewQuery,
  viewKind,
} from "@lancetree/tables";
import { listTableNames } from "./walk.ts";

/** What views need of a connection. */
interface Catalog {
  readonly namespace: Namespace;
  readonly engine: TableEngine;
}

/** Creates a view in the root namespace and opens it, still empty. */
export async function createView(
  catalog: Catalog,
  name: string,
  query: ViewQuery,
): Promise<MaterializedView> {
  const created = await createViewIn(catalog, [name], query);
  created.table?.close();
  // Through the connection's own engine, so that a refresh finds the source as long as that is open.
  return new lancedb.MaterializedView(await openRootTable(catalog, name));
}

export async function openView(catalog: Catalog, name: string): Promise<MaterializedView> {
  const table = await openRootTable(catalog, name);
  try {
    await requireView(table);
    return new lancedb.MaterializedView(table);
  } catch (error) {
    table.close();
    throw error;
  }
}

/** Opens every table of the root namespace, one after the other. */
export async function listViews(catalog: Catalog): Promise<string[]> {
  const views: string[] = [];
  for (const name of await listTableNames(catalog.namespace, [])) {
    if (await isView(catalog, name)) views.push(name);
  }
  return views;
}

async function isView(catalog: Catalog, name: string): Promise<boolean> {
  try {
    const table = await openRootTable(catalog, name);
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

async function openRootTable({ namespace, engine }: Catalog, name: string): Promise<Table> {
  return engine.open(await resolveTable(namespace, [name]));
}
