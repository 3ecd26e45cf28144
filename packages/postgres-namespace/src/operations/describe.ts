import {
  type CallOptions,
  type DescribeNamespaceRequest,
  type DescribeNamespaceResponse,
  type DescribeTableRequest,
  type DescribeTableResponse,
  parseDescribeTable,
  parseNamespaceId,
  requireNamespace,
  requireTable,
  tableNotFound,
} from "@lancetree/core";
import { describeDataset, resolveTable, type TableResolver } from "@lancetree/tables";
import type { Catalog } from "../catalog.ts";
import { uriOf } from "../tree/location.ts";
import { isTable, type StoredTable } from "../tree/stored-object.ts";
import { holdsData } from "./holds-data.ts";
import { readLine } from "./read-line.ts";

export async function describeNamespace(
  catalog: Catalog,
  request: DescribeNamespaceRequest,
  options?: CallOptions,
): Promise<DescribeNamespaceResponse> {
  const path = parseNamespaceId(request);
  const line = await readLine(catalog, path, options);
  requireNamespace(path, line.kindOf);
  return { properties: { ...line.find(path)?.properties } };
}

/**
 * Describes a table; its data is opened only for `load_detailed_metadata`.
 *
 * @param namespace - the catalog as its callers see it, which has the versions that it keeps
 */
export async function describeTable(
  catalog: Catalog,
  namespace: TableResolver,
  request: DescribeTableRequest,
  options?: CallOptions,
): Promise<DescribeTableResponse> {
  const path = parseDescribeTable(request);
  const table = await findTable(catalog, path, options);
  const location = uriOf(catalog.settings.root, table.location);
  const storageOptions = catalog.vendedOptions(request.vend_credentials);
  const detailed = request.load_detailed_metadata === true;
  const isOnlyDeclared =
    detailed || request.check_declared === true
      ? table.declared && !(await holdsData(catalog, table.location))
      : undefined;
  return {
    location,
    ...(request.with_table_uri === true && { table_uri: location }),
    ...((request.with_table_uri === true || detailed) && {
      table: path.at(-1) ?? "",
      namespace: path.slice(0, -1),
    }),
    properties: { ...table.properties },
    ...(table.managed && { managed_versioning: true }),
    ...(storageOptions && { storage_options: storageOptions }),
    ...(isOnlyDeclared !== undefined && { is_only_declared: isOnlyDeclared }),
    ...(detailed &&
      isOnlyDeclared === false &&
      (await describeDataset(
        await catalog.engine(),
        table.managed ? await resolveTable(namespace, path, options) : { location, name: path.at(-1) },
        request,
        options,
      ))),
  };
}

/** Rejects with NamespaceNotFound or TableNotFound. */
export async function findTable(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions | undefined,
): Promise<StoredTable> {
  const line = await readLine(catalog, path, options);
  requireTable(path, line.kindOf);
  const table = line.find(path);
  if (!isTable(table)) throw tableNotFound(path);
  return table;
}
