import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type DescribeTableVersionRequest,
  type DescribeTableVersionResponse,
  InvalidInputError,
  type ListTableVersionsRequest,
  type ListTableVersionsResponse,
  pageOf,
  parseTableId,
  type RestoreTableRequest,
  type RestoreTableResponse,
  TableVersionNotFoundError,
  validatePageRequest,
  withoutTrailing,
} from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import { resolveTable } from "../engine/resolve-table.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { fromRoot, localFolder, type ManifestFile, manifestFiles } from "../lance-files/manifest-files.ts";
import { type ManifestNaming, manifestName } from "../lance-files/manifest-name.ts";
import { optionalField } from "./optional-field.ts";
import {
  type DataContext,
  onChangedTable,
  onWrittenTable,
  readPoint,
  type TablePoint,
} from "./table-access.ts";

type TableVersion = Schemas["TableVersion"];

/** Lists versions by number, oldest first unless `descending`; a page token is a version's number. */
export async function listTableVersions(
  context: DataContext,
  request: ListTableVersionsRequest,
  options?: CallOptions,
): Promise<ListTableVersionsResponse> {
  const { id, branch } = request;
  const target = await resolveTable(context.namespace, parseTableId({ id }), options);
  if (target.versions) {
    const response = await target.versions.list(request);
    if (!options?.versionMetadata) return response;
    const read = (table: Table): Promise<TableVersion[]> => withMetadata(response.versions, table);
    return { ...response, versions: await onWrittenTable(context, { id, branch }, options, [], read) };
  }
  const descending = request.descending ?? false;
  const page = validatePageRequest(request);
  const token = page.page_token ? toKey(readToken(page.page_token), descending) : null;
  const found = await allVersions(context, { id, branch }, target, options);
  const byKey = new Map(found.map((version) => [toKey(version.version, descending), version]));
  const { names, page_token: next } = pageOf([...byKey.keys()].toSorted(), { ...page, page_token: token });
  const versions = names.flatMap((key) => byKey.get(key) ?? []);
  return { versions, ...(next !== undefined && { page_token: String(versions.at(-1)?.version) }) };
}

/** Describes one version, the latest unless the request says otherwise. */
export async function describeTableVersion(
  context: DataContext,
  request: DescribeTableVersionRequest,
  options?: CallOptions,
): Promise<DescribeTableVersionResponse> {
  const { id, branch } = request;
  const requested = readPoint({ version: request.version }).version;
  const target = await resolveTable(context.namespace, parseTableId({ id }), options);
  if (target.versions) return target.versions.describe(request);
  const found = await allVersions(context, { id, branch }, target, { ...options, versionMetadata: false });
  const version = requested === undefined ? found.at(-1) : found.find((one) => one.version === requested);
  if (version) return { version };
  throw new TableVersionNotFoundError(
    requested === undefined ? "The table has no version yet." : `Version ${requested} was not found.`,
  );
}

/** Makes an older version the latest one, by a new version with the same content. */
export async function restoreTable(
  context: DataContext,
  request: RestoreTableRequest,
  options?: CallOptions,
): Promise<RestoreTableResponse> {
  const { version } = readPoint({ version: request.version });
  if (version === undefined) throw new InvalidInputError("The request needs a version.");
  return onChangedTable(context, request, options, async (table) => {
    await table.restore();
    return {};
  });
}

/** The record of a version that is a file on a local disk. */
export function toTableVersion({ version, path, size, modifiedMillis }: ManifestFile): TableVersion {
  return {
    version,
    manifest_path: fromRoot(path),
    manifest_size: size,
    timestamp_millis: modifiedMillis,
  };
}

/** Oldest first. On a local disk the files are listed; elsewhere LanceDB reads the manifests. */
async function allVersions(
  context: DataContext,
  { id, branch }: TablePoint,
  { location }: TableTarget,
  options: CallOptions | undefined,
): Promise<TableVersion[]> {
  const isLocal = localFolder(location) !== undefined;
  const listFiles = async (): Promise<TableVersion[]> =>
    (await manifestFiles(location, branch ?? undefined).list()).map(toTableVersion);
  if (isLocal && !branch && !options?.versionMetadata) return listFiles();
  return onWrittenTable(context, { id, branch }, options, [], async (table) => {
    if (isLocal) return options?.versionMetadata ? withMetadata(await listFiles(), table) : listFiles();
    const naming = await namingOf(table);
    const folder = withoutTrailing(new URL(location).pathname, "/") + (branch ? `/tree/${branch}` : "");
    return (await table.listVersions()).map(({ version, timestamp, metadata }) => ({
      version,
      manifest_path: fromRoot(`${folder}/_versions/${manifestName(version, naming)}`),
      timestamp_millis: timestamp.getTime(),
      metadata,
    }));
  });
}

async function withMetadata(versions: readonly TableVersion[], table: Table): Promise<TableVersion[]> {
  const known = new Map((await table.listVersions()).map(({ version, metadata }) => [version, metadata]));
  return versions.map((one) => ({ ...one, ...optionalField("metadata", known.get(one.version)) }));
}

/** LanceDB's class of tables has the naming scheme; its interface does not. */
async function namingOf(table: Table): Promise<ManifestNaming> {
  const ask: unknown = Reflect.get(table, "usesV2ManifestPaths");
  if (typeof ask !== "function") return "V2";
  return (await Reflect.apply(ask, table, [])) === false ? "V1" : "V2";
}

function readToken(token: string): number {
  const version = Number(token);
  if (/^\d+$/.test(token) && Number.isSafeInteger(version)) return version;
  throw new InvalidInputError("The page token of a list of versions must be a version.");
}

/** Strings that sort in the order of the list. */
function toKey(version: number, descending: boolean): string {
  const rank = descending ? Number.MAX_SAFE_INTEGER - version : version;
  return String(rank).padStart(16, "0");
}
