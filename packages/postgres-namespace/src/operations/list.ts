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
import type { StoredObject } from "../tree/stored-object.ts";
import { holdsData } from "./holds-data.ts";
import { readLine } from "./read-line.ts";
import { untilDone } from "./rounds.ts";

/** What lists need of a row. */
type Entry = Pick<StoredObject, "location" | "declared">;
type Child = Entry & Pick<StoredObject, "kind" | "name">;
type Table = Entry & Pick<StoredObject, "object_id">;

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
  const identifier = ({ object_id: id }: Table): string => pathOf(id).join(delimiter);
  const [statement, values] =
    delimiter === "$" ? [statements.readAllTables, []] : [statements.readAllTablesDelimited, [delimiter]];
  const { names, ...rest } = await pageFrom(
    page,
    identifier,
    (token, limit) =>
      catalog.read(options, (database) =>
        database.query<Table>(statement, [catalog.name, token, limit, ...values]),
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
): Promise<Child[]> {
  const values = [catalog.name, objectId(path), kind, token, limit];
  return untilDone(`changed namespace ${JSON.stringify(path)}`, async () => {
    const rows = await catalog.read(options, (database) =>
      database.query<Child & { listed: boolean }>(statements.readPage, values),
    );
    if (rows.some((row) => !row.listed && row.kind === 1)) return rows.filter(({ listed }) => listed);
    requireNamespace(path, (await readLine(catalog, path, options)).kindOf);
    // The namespace was created in between.
    return undefined;
  });
}

async function isWritten(catalog: Catalog, { declared, location }: Entry): Promise<boolean> {
  return !declared || (location !== null && (await holdsData(catalog, location)));
}

/** Reads rows until the page is full: one row more than the limit shows that there is another page. */
async function pageFrom<Row extends Entry>(
  { page_token: first, limit }: PageRequest,
  name: (row: Row) => string,
  read: (token: string, limit: number) => Promise<Row[]>,
  accepts?: (row: Row) => Promise<boolean>,
): Promise<NamePage> {
  const names: string[] = [];
  const size = Math.min(limit ? limit + 1 : batchSize, batchSize);
  for (let token = first || ""; ; ) {
    const rows = await read(token, size);
    for (const row of rows) {
      token = name(row);
      if (accepts === undefined || (await accepts(row))) names.push(token);
      if (limit && names.length > limit) {
        names.length = limit;
        return { names, page_token: names.at(-1) ?? "" };
      }
    }
    if (rows.length < size) return { names };
  }
}

function nameOf({ name }: Child): string {
  return name;
}
