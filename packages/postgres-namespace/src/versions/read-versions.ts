import {
  type CallOptions,
  type DescribeTableVersionRequest,
  type DescribeTableVersionResponse,
  InvalidInputError,
  type ListTableVersionsRequest,
  type ListTableVersionsResponse,
  parseTableId,
  TableBranchNotFoundError,
  TableVersionNotFoundError,
  validatePageRequest,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { untilDone } from "../operations/rounds.ts";
import * as statements from "../version-statements.ts";
import { findKeptTable, type KeptTable } from "./kept-table.ts";
import { settle } from "./settle.ts";
import {
  checkedVersion,
  maxVersion,
  type StoredVersion,
  storedBranch,
  toTableVersion,
} from "./stored-version.ts";

/** Lists the versions that the catalog keeps, oldest first unless `descending`; a page token is a version's number. */
export async function listTableVersions(
  catalog: Catalog,
  request: ListTableVersionsRequest,
  options?: CallOptions,
): Promise<ListTableVersionsResponse> {
  const path = parseTableId({ id: request.id });
  const branch = storedBranch(request.branch);
  const { page_token: token, limit } = validatePageRequest(request);
  const after = token ? readToken(token) : null;
  const statement = request.descending ? statements.readVersionsDescending : statements.readVersions;
  const { table, rows } = await readSettled(
    catalog,
    { path, branch, statement, values: [after, limit ? limit + 1 : null] },
    options,
  );
  if (rows.length === 0 && branch !== "" && after === null) throw branchNotFound(branch);
  const versions = rows.slice(0, limit ?? rows.length).map((row) => toTableVersion(table, row));
  const next = rows.length > versions.length ? versions.at(-1)?.version : undefined;
  return { versions, ...(next !== undefined && { page_token: String(next) }) };
}

/** Describes one version, the latest unless the request says otherwise. */
export async function describeTableVersion(
  catalog: Catalog,
  request: DescribeTableVersionRequest,
  options?: CallOptions,
): Promise<DescribeTableVersionResponse> {
  const path = parseTableId({ id: request.id });
  const branch = storedBranch(request.branch);
  const { version } = request;
  const isLatest = version === undefined || version === null;
  const { table, rows } = await readSettled(
    catalog,
    isLatest
      ? { path, branch, statement: statements.readVersionsDescending, values: [null, 1] }
      : {
          path,
          branch,
          statement: statements.readVersion,
          values: [storableVersion(version)],
        },
    options,
  );
  const [row] = rows;
  if (row) return { version: toTableVersion(table, row) };
  if (branch !== "" && isLatest) throw branchNotFound(branch);
  throw new TableVersionNotFoundError(
    isLatest ? "The table has no version yet." : `Version ${version} was not found.`,
  );
}

/** The version, or 0 for a number that no version has: no table has a version 0. A client may ask for any. */
function storableVersion(version: number): number {
  return Number.isSafeInteger(version) && (version === 0 || version > maxVersion)
    ? 0
    : checkedVersion(version);
}

interface Reading {
  readonly path: readonly string[];
  readonly branch: string;
  readonly statement: string;
  readonly values: readonly unknown[];
}

/** Reads versions whose files are all in their final place. */
async function readSettled(
  catalog: Catalog,
  { path, branch, statement, values }: Reading,
  options: CallOptions | undefined,
): Promise<{ readonly table: KeptTable; readonly rows: readonly StoredVersion[] }> {
  return untilDone(`removed versions of table ${JSON.stringify(path)}`, async () => {
    const table = await findKeptTable(catalog, path, branch, options);
    const rows = await catalog.read(options, (database) =>
      database.query<StoredVersion>(statement, [catalog.name, table.location, branch, ...values]),
    );
    return (await settle(catalog, table, rows, options)) ? { table, rows } : undefined;
  });
}

function readToken(token: string): number {
  if (/^\d{1,10}$/.test(token)) return Number(token);
  throw new InvalidInputError("The page token of a list of versions must be a version.");
}

function branchNotFound(branch: string): TableBranchNotFoundError {
  return new TableBranchNotFoundError(`Branch ${JSON.stringify(branch)} was not found.`);
}
