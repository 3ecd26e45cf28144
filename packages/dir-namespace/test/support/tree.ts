import { openTableEngine, type TableEngine } from "@lancetree/tables";
import type { DirectoryNamespace } from "../../src/index.ts";
import { idsIn } from "./rows.ts";

/** All that a reader sees in a catalog: properties, and the data of every table. */
export async function treeOf(
  catalog: DirectoryNamespace,
  storageOptions?: Record<string, string>,
): Promise<Record<string, unknown>> {
  await using engine = await openTableEngine({ storageOptions });
  return await treeBelow(catalog, engine, []);
}

async function treeBelow(
  catalog: DirectoryNamespace,
  engine: TableEngine,
  path: string[],
): Promise<Record<string, unknown>> {
  const [{ properties }, { tables }, { namespaces }] = await Promise.all([
    catalog.describeNamespace({ id: path }),
    catalog.listTables({ id: path }),
    catalog.listNamespaces({ id: path }),
  ]);
  const nodes = [
    ...tables.map(async (name) => [`table ${name}`, await table(catalog, engine, [...path, name])]),
    ...namespaces.map(async (name) => [
      `namespace ${name}`,
      await treeBelow(catalog, engine, [...path, name]),
    ]),
  ];
  return { properties, ...Object.fromEntries(await Promise.all(nodes)) };
}

async function table(catalog: DirectoryNamespace, engine: TableEngine, id: string[]): Promise<unknown> {
  const { location, properties, is_only_declared } = await catalog.describeTable({
    id,
    check_declared: true,
  });
  return { properties, ids: is_only_declared ? "declared" : await idsIn(engine, location) };
}
