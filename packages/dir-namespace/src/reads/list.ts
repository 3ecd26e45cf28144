import {
  type CallOptions,
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type ListNamespacesRequest,
  type ListNamespacesResponse,
  type ListTablesRequest,
  type ListTablesResponse,
  type PageRequest,
  parseListAllTables,
  parseListNamespaces,
  parseListTables,
  storedId,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { possibleFolders, type Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { rootLocation } from "../model/table-folders.ts";
import {
  allTables,
  folderTables,
  inOrder,
  type ListedTable,
  namespaceNames,
  pageFrom,
  tablesIn,
} from "./listing.ts";

export async function listNamespaces(
  catalog: Catalog,
  request: ListNamespacesRequest,
  options?: CallOptions,
): Promise<ListNamespacesResponse> {
  const { path, page } = parseListNamespaces(request);
  const snapshot = await catalog.snapshot(options);
  catalog.assertNamespace(snapshot, path);
  const children = namespaceNames(snapshot, storedId(path), page.page_token || undefined);
  const { names, ...rest } = await pageFrom(
    children,
    page,
    (name) => name,
    () => true,
  );
  return { namespaces: names, ...rest };
}

export async function listTables(
  catalog: Catalog,
  request: ListTablesRequest,
  options?: CallOptions,
): Promise<ListTablesResponse> {
  const { path, page, includeDeclared } = parseListTables(request);
  const id = storedId(path);
  return catalog.atOneVersion(options, async (snapshot) => {
    catalog.assertNamespace(snapshot, path);
    const tables = tablesIn(snapshot, id, page.page_token || undefined);
    const folders = id === "" ? await foldersWithoutRow(catalog, snapshot, page) : [];
    const result = await pageOf(catalog, inOrder(tables, folders), page, includeDeclared);
    return { result, rowsOnly: folders.length === 0 };
  });
}

export async function listAllTables(
  catalog: Catalog,
  request: ListAllTablesRequest,
  options?: CallOptions,
): Promise<ListAllTablesResponse> {
  const { page, includeDeclared, delimiter } = parseListAllTables(request);
  return catalog.atOneVersion(options, async (snapshot) => {
    const tables = allTables(snapshot, delimiter, page.page_token || undefined);
    const folders = await foldersWithoutRow(catalog, snapshot, page);
    const result = await pageOf(catalog, inOrder(tables, folders), page, includeDeclared);
    return { result, rowsOnly: folders.length === 0 };
  });
}

async function foldersWithoutRow(
  { context, folder }: Catalog,
  snapshot: Snapshot,
  { page_token: token }: PageRequest,
): Promise<ListedTable[]> {
  if (!context.listing) return [];
  return folderTables(snapshot, await folder.rootTables(), token || undefined);
}

async function pageOf(
  { folder }: Catalog,
  tables: Iterable<ListedTable>,
  page: PageRequest,
  includeDeclared: boolean,
): Promise<ListTablesResponse> {
  const holdsData = async (row: Row): Promise<boolean> => {
    const location = await folder.first(possibleFolders(row));
    return location !== undefined && folder.holdsData(location);
  };
  const isTable = async (location: string): Promise<boolean> => {
    const status = await folder.status(location);
    return status === "table" || (includeDeclared && status === "declared");
  };
  const isListed = ({ name, row }: ListedTable): boolean | Promise<boolean> => {
    if (row === undefined) return isTable(rootLocation(name));
    return includeDeclared || holdsData(row);
  };
  const { names, ...rest } = await pageFrom(tables, page, ({ name }) => name, isListed);
  return { tables: names, ...rest };
}
