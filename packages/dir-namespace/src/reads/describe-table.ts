import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallOptions,
  type DescribeTableRequest,
  type DescribeTableResponse,
  parseDescribeTable,
} from "@lancetree/core";
import { describeDataset, manifestName } from "@lancetree/tables";
import type { Catalog } from "../catalog.ts";
import { readFragmentStatistics } from "../manifest/version-file.ts";
import type { Row } from "../model/row.ts";

/** Describes a table; its data is opened only for `load_detailed_metadata`. */
export async function describeTable(
  catalog: Catalog,
  request: DescribeTableRequest,
  options?: CallOptions,
): Promise<DescribeTableResponse> {
  const path = parseDescribeTable(request);
  const row = await findMoved(catalog, path, options);
  const folder = await catalog.folderOf(row);
  const location = catalog.folder.uri(folder);
  const storageOptions =
    request.vend_credentials === false
      ? undefined
      : await catalog.vendedOptions({ folder, location }, options);
  const detailed = request.load_detailed_metadata === true;
  const isOnlyDeclared =
    detailed || request.check_declared === true ? !(await catalog.folder.holdsData(folder)) : undefined;
  return {
    location,
    ...(request.with_table_uri === true && { table_uri: location }),
    ...((request.with_table_uri === true || detailed) && {
      table: path.at(-1) ?? "",
      namespace: path.slice(0, -1),
    }),
    properties: { ...row.properties },
    ...(storageOptions && { storage_options: storageOptions }),
    ...(isOnlyDeclared !== undefined && { is_only_declared: isOnlyDeclared }),
    ...catalog.managedVersioning,
    ...(detailed &&
      isOnlyDeclared === false &&
      (await describeData(catalog, folder, path.at(-1), request, options))),
  };
}

async function describeData(
  catalog: Catalog,
  folder: string,
  name: string | undefined,
  request: DescribeTableRequest,
  options: CallOptions | undefined,
): Promise<Partial<DescribeTableResponse>> {
  const target = { location: catalog.folder.uri(folder), name };
  const description = await describeDataset(await catalog.engine(), target, request, options);
  const branch = request.branch && request.branch !== "main" ? `/tree/${request.branch}` : "";
  const file = `${folder}${branch}/_versions/${manifestName(description.version ?? 0)}`;
  // Early Lance versions name their version files otherwise; such tables have no statistics.
  const bytes = await catalog.folder.readFile(file).catch(() => undefined);
  return { ...description, ...(bytes && { stats: readFragmentStatistics(bytes) }) };
}

/**
 * Waits until a root table's data is moved to its location, which takes some milliseconds: the table would be opened in a folder that it
 * has left by then. If the process that moves it has ended, the folder that holds the data is found.
 */
async function findMoved(catalog: Catalog, path: readonly string[], options?: CallOptions): Promise<Row> {
  for (let attempt = 0; ; attempt++) {
    const row = await catalog.findTable(path, options);
    if (row.intent?.folder === undefined || attempt === 20) return row;
    await sleep(25);
  }
}
