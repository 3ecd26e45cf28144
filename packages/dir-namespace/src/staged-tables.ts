/** Tables whose folder is written before the commit that names it. */
import {
  type CallOptions,
  type CreateTableRequestWithoutData,
  type CreateTableResponse,
  type DeclareTableRequest,
  type DeclareTableResponse,
  parseCreateTable,
  parseDeclareTable,
  type StagedTable,
  storedId,
} from "@lancetree/core";
import type { Catalog } from "./catalog.ts";
import { checkedProperties } from "./model/intent.ts";
import { createTable } from "./operations/create-table.ts";
import { assertDeclaredLocation } from "./reads/table-location.ts";

type WriteTable = (target: StagedTable) => Promise<void>;

/** Creates a table whose rows `write` writes. */
export async function createTableWith(
  catalog: Catalog,
  request: CreateTableRequestWithoutData,
  write: WriteTable,
  options?: CallOptions,
): Promise<CreateTableResponse> {
  const { path, mode, properties } = parseCreateTable(request);
  const creation = { id: storedId(path), mode, properties: checkedProperties(properties), declare: false };
  const stage = async (folder: string): Promise<void> => {
    const storageOptions = { ...(await catalog.writeOptions()), ...request.storage_options };
    await write({ location: catalog.folder.uri(folder), storage_options: storageOptions, mode: "create" });
  };
  const { row } = await catalog.change(createTable(catalog.context, creation), options, stage);
  return { location: await catalog.uriOf(row), properties: { ...row.properties } };
}

/** Creates a table without rows or a schema. */
export async function declareTable(
  catalog: Catalog,
  request: DeclareTableRequest,
  options?: CallOptions,
): Promise<DeclareTableResponse> {
  const { path, location, properties } = parseDeclareTable(request);
  const id = storedId(path);
  assertDeclaredLocation(catalog, id, location);
  const creation = { id, mode: "create", properties: checkedProperties(properties), declare: true } as const;
  const stage = (folder: string): Promise<void> => catalog.folder.declare(folder);
  const { row } = await catalog.change(createTable(catalog.context, creation), options, stage);
  const folder = await catalog.folderOf(row);
  const uri = catalog.folder.uri(folder);
  const vended =
    request.vend_credentials === false
      ? undefined
      : await catalog.vendedOptions({ folder, location: uri }, options);
  return {
    location: uri,
    properties: { ...row.properties },
    ...(vended && { storage_options: vended }),
    ...catalog.managedVersioning,
  };
}
