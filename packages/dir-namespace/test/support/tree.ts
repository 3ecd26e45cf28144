import type { DirectoryNamespace } from "../../src/index.ts";
import { idsAt } from "./rows.ts";

/** All that a reader sees below a path: properties, and the data of every table. */
export async function treeOf(catalog: DirectoryNamespace, path: string[] = []): Promise<Record<string, unknown>> {
  const tree: Record<string, unknown> = { ...(await catalog.describeNamespace({ id: path })) };
  for (const name of (await catalog.listTables({ id: path })).tables) {
    const { location, properties, is_only_declared } = await catalog.describeTable({
      id: [...path, name],
      check_declared: true,
    });
    tree[`table ${name}`] = { properties, ids: is_only_declared ? "declared" : await idsAt(location) };
  }
  for (const name of (await catalog.listNamespaces({ id: path })).namespaces) {
    tree[`namespace ${name}`] = await treeOf(catalog, [...path, name]);
  }
  return tree;
}
