import {
  type BatchDeleteTableVersionsRequest,
  type BatchDeleteTableVersionsResponse,
  type CallOptions,
  parseTableId,
} from "@lancetree/core";
import { readRanges } from "@lancetree/tables";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import { recordChange } from "../statements.ts";
import { deleteVersionsTogether } from "../version-statements.ts";
import { findKeptTable, type KeptTable } from "./kept-table.ts";
import { storedBranch } from "./stored-version.ts";

/** Versions that are about to be deleted. */
interface Deletion {
  readonly table: KeptTable;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

/** Deletes the records of versions and their manifests, except the latest one. */
export async function batchDeleteTableVersions(
  catalog: Catalog,
  request: BatchDeleteTableVersionsRequest,
  options?: CallOptions,
): Promise<BatchDeleteTableVersionsResponse> {
  const deletion = await planDeletion(catalog, request, options);
  const deleted = await catalog.changeTogether<DeletedVersions>(options, async (transaction, attempt) => {
    const result = await deleteVersions(catalog, transaction, deletion);
    await transaction.query(recordChange, [catalog.name, attempt, JSON.stringify(result)]);
    return result;
  });
  await deletion.table.manifests.remove(deleted?.files ?? []);
  return { deleted_count: deleted?.count ?? 0 };
}

export async function planDeletion(
  catalog: Catalog,
  request: BatchDeleteTableVersionsRequest,
  options: CallOptions | undefined,
): Promise<Deletion> {
  const ranges = readRanges(request.ranges);
  const branch = storedBranch(request.branch);
  return { table: await findKeptTable(catalog, parseTableId({ id: request.id }), branch, options), ranges };
}

/** What a deletion removed, and the files that are to be removed after it is committed. */
type DeletedVersions = { readonly count: number; readonly files: readonly string[] };

export async function deleteVersions(
  catalog: Catalog,
  transaction: Queryable,
  { table: { location, branch }, ranges }: Deletion,
): Promise<DeletedVersions> {
  const rows = await transaction.query<{ manifest: string; claim: string | null }>(deleteVersionsTogether, [
    catalog.name,
    location,
    branch,
    ranges.map(({ start }) => bounded(start)),
    ranges.map(({ end }) => bounded(end)),
  ]);
  const files = rows.flatMap(({ manifest, claim }) => (claim === null ? [manifest] : [manifest, claim]));
  return { count: rows.length, files };
}

/** A bound of a range as the database can compare it. */
function bounded(version: number): number {
  return Math.min(Math.max(version, 0), 2 ** 31 - 1);
}
