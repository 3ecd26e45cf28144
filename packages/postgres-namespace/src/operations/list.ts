import {
  type CallOptions,
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type ListNamespacesRequest,
  type ListNamespacesResponse,
  type ListTablesRequest,
  type ListTablesResponse,
  type NamePage,
  type PageRequest,
  parseListAllTables,
  parseListNamespaces,
  parseListTables,
  requireNamespace,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../read-statements.ts";
import { objectId, pathOf } from "../tree/object-id.ts";
import { isTable, type StoredObject, StoredObjects } from "../tree/stored-object.ts";
import { holdsData } from "./holds-data.ts";

/** Rows of one statement, when all are requested: a page of them must fit in memory. */
const batchSize = 10_000;

export async function listNamespaces(
  catalog: Catalog,
  request: ListNamespacesRequest,
  options?: CallOptions,
): Promise<ListNamespacesResponse> {
  const { path, page } = parseListNamespaces(request);
  const { names, ...rest } = await pageFrom(page, nameOf, (token, limit) =>
    readChildren(catalog, path, 1, [token, limit], options),
  );
  return { namespaces: names, ...rest };
}

export async function listTables(
  catalog: Catalog,
  request: ListTablesRequest,
  options?: CallOptions,
): Promise<ListTablesResponse> {
  const { path, page, includeDeclared } = parseListTables(request);
  const { names, ...rest } = await pageFrom(
    page,
    nameOf,
    (token, limit) => readChildren(catalog, path, 2, [token, limit], options),
    includeDeclared ? undefined : (row) => isWritten(catalog, row),
  );
  return { tables: names, ...rest };
}

export async function listAllTables(
  catalog: Catalog,
  request: ListAllTablesRequest,
  options?: CallOptions,
): Promise<ListAllTablesResponse> {
  const { page, includeDeclared, delimiter } = parseListAllTables(request);
  const identifier = ({ object_id: id }: StoredObject): string => pathOf(id).join(delimiter);
  const [statement, values] =
    delimiter === "$" ? [statements.readAllTables, []] : [statements.readAllTablesDelimited, [delimiter]];
  const { names, ...rest } = await pageFrom(
    page,
    identifier,
    (token, limit) =>
      catalog.read(options, (database) =>
        database.query<StoredObject>(statement, [catalog.name, token, limit, ...values]),
      ),
    includeDeclared ? undefined : (row) => isWritten(catalog, row),
  );
  return { tables: names, ...rest };
}

/** Reads the children of one kind, and checks in the same snapshot that the namespace exists. */
async function readChildren(
  catalog: Catalog,
  path: readonly string[],
  kind: 1 | 2,
  [token, limit]: readonly [string, number],
  options: CallOptions | undefined,
): Promise<StoredObject[]> {
  const values = [catalog.name, objectId(path), kind, token, limit];
  const rows = await catalog.read(options, (database) =>
    database.query<StoredObject & { listed: boolean }>(statements.readPage, values),
  );
  requireNamespace(path, new StoredObjects(rows.filter(({ listed }) => !listed)).kindOf);
  return rows.filter(({ listed }) => listed);
}

async function isWritten(catalog: Catalog, row: StoredObject): Promise<boolean> {
  return !row.declared || (isTable(row) && (await holdsData(catalog, row.location)));
}

/** Reads rows until the page is full: one row more than the limit shows that there is another page. */
async function pageFrom(
  { page_token: first, limit }: PageRequest,
  name: (row: StoredObject) => string,
  read: (token: string, limit: number) => Promise<StoredObject[]>,
  accepts: (row: StoredObject) => Promise<boolean> = async () => true,
): Promise<NamePage> {
  const names: string[] = [];
  const size = Math.min(limit ? limit + 1 : batchSize, batchSize);
  for (let token = first || ""; ; ) {
    const rows = await read(token, size);
    for (const row of rows) {
      token = name(row);
      if (await accepts(row)) names.push(token);
      if (limit && names.length > limit) {
        names.length = limit;
        return { names, page_token: names.at(-1) ?? "" };
      }
    }
    if (rows.length < size) return { names };
  }
}

function nameOf({ name }: StoredObject): string {
  return name;
}
