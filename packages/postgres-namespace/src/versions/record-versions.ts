import {
  type BatchCreateTableVersionsRequest,
  type BatchCreateTableVersionsResponse,
  type CallOptions,
  ConcurrentModificationError,
  type CreateTableVersionRequest,
  type CreateTableVersionResponse,
  InvalidInputError,
  isNamespaceError,
  parseTableId,
} from "@lancetree/core";
import { type ManifestNaming, readNaming } from "@lancetree/tables";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import * as statements from "../statements.ts";
import { objectId } from "../tree/object-id.ts";
import * as versionStatements from "../version-statements.ts";
import { findLatest, findVersion } from "./find-version.ts";
import { findKeptTable, type KeptTable } from "./kept-table.ts";
import { publish, settle } from "./settle.ts";
import { checkedVersion, storedBranch, type TableVersion, toTableVersion } from "./stored-version.ts";

type Entry = BatchCreateTableVersionsRequest["entries"][number] | CreateTableVersionRequest;

/** Records a version whose manifest a writer has staged, which is the writer's commit. */
export async function createTableVersion(
  catalog: Catalog,
  request: CreateTableVersionRequest,
  options?: CallOptions,
): Promise<CreateTableVersionResponse> {
  const commit = await stageCommit(catalog, request, options);
  return withCommits(catalog, [commit], async () => {
    const recorded = await catalog.change<{ recorded: number }>(options, (database, attempt) =>
      record(catalog, database, attempt, commit, "alone"),
    );
    return { version: committed(commit, recorded?.recorded) };
  });
}

/** Records versions of several tables in one transaction. */
export async function batchCreateTableVersions(
  catalog: Catalog,
  request: BatchCreateTableVersionsRequest,
  options?: CallOptions,
): Promise<BatchCreateTableVersionsResponse> {
  options?.signal?.throwIfAborted();
  const { entries } = request;
  if (!Array.isArray(entries) || entries.length === 0)
    throw new InvalidInputError("entries must have at least one entry.");
  const commits: Commit[] = [];
  return withCommits(catalog, commits, async () => {
    for (const entry of entries) commits.push(await stageCommit(catalog, entry, options));
    const made = await catalog.changeTogether<{ recorded: number[] }>(
      options,
      async (transaction, attempt) => {
        const recorded: number[] = [];
        for (const commit of commits)
          recorded.push((await record(catalog, transaction, attempt, commit, "together")).recorded);
        const values = [catalog.name, attempt, JSON.stringify({ recorded })];
        await transaction.query(statements.recordChange, values);
        return { recorded };
      },
    );
    return { versions: commits.map((commit, index) => committed(commit, made?.recorded[index])) };
  });
}

/** A version that is about to be recorded. */
export interface Commit {
  readonly table: KeptTable;
  readonly version: number;
  readonly manifest: string;
  /** Null if the version is recorded already, by an earlier request with the same manifest. */
  readonly claim: string | null;
  readonly source: string;
  readonly size: number | null;
  readonly e_tag: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Checks a request, and claims its manifest: from then on the writer cannot take it back. */
export async function stageCommit(
  catalog: Catalog,
  entry: Entry,
  options: CallOptions | undefined,
): Promise<Commit> {
  const path = parseTableId({ id: entry.id });
  const branch = storedBranch(entry.branch);
  const version = checkedVersion(entry.version);
  const naming = readNaming(entry.naming_scheme);
  const source = sourceOf(entry.manifest_path);
  const table = await findKeptTable(catalog, path, branch, options);
  if (branch !== "") await forgetRemovedBranch(catalog, table, options);
  return {
    table,
    version,
    source,
    ...(await claimed(catalog, table, { version, naming, source, path: entry.manifest_path }, options)),
    size: entry.manifest_size ?? null,
    e_tag: entry.e_tag ?? null,
    metadata: entry.metadata ?? {},
  };
}

async function claimed(
  catalog: Catalog,
  table: KeptTable,
  staged: { version: number; naming: ManifestNaming; source: string; path: string },
  options: CallOptions | undefined,
): Promise<Pick<Commit, "manifest" | "claim">> {
  try {
    const { file: manifest, claim } = await table.manifests.claim(staged.path, staged.version, staged.naming);
    return { manifest, claim };
  } catch (error) {
    if (!isNamespaceError(error, 13)) throw error;
    // The staged manifest of a recorded version is gone; a writer repeats a request whose response was lost.
    const row = await catalog.read(options, (database) =>
      findVersion(catalog, database, table, staged.version),
    );
    if (row?.source === staged.source) return { manifest: row.manifest, claim: null };
    throw error;
  }
}

/** A client deletes a branch by removing its folder, and may then create another one of that name. */
async function forgetRemovedBranch(
  catalog: Catalog,
  table: KeptTable,
  options: CallOptions | undefined,
): Promise<void> {
  const latest = await catalog.read(options, (database) => findLatest(catalog, database, table));
  if (latest) await settle(catalog, table, [latest], options);
}

/** Inserts the row of a version. Rejects with TableNotFound or ConcurrentModification if that is not possible. */
export async function record(
  catalog: Catalog,
  database: Queryable,
  attempt: string,
  commit: Commit,
  mode: "alone" | "together",
): Promise<{ recorded: number }> {
  const { table, version, manifest, claim, source, size, e_tag: tag, metadata } = commit;
  const { location, branch } = table;
  const isFirst = version === 1 && branch === "";
  const { recordFirst, recordFirstTogether, recordNext, recordNextTogether } = versionStatements;
  const [statement, withOthers] = isFirst
    ? [recordFirst, recordFirstTogether]
    : [recordNext, recordNextTogether];
  if (claim !== null) {
    const id = objectId(table.path);
    const row = [id, location, branch, version, manifest, claim, source, size, tag, JSON.stringify(metadata)];
    const [made] = await database.query<{ recorded: number }>(mode === "alone" ? statement : withOthers, [
      catalog.name,
      attempt,
      ...row,
    ]);
    if (made) return made;
  }
  const known = await findVersion(catalog, database, table, version);
  if (known?.source === source) return { recorded: known.recorded };
  if (known) throw new ConcurrentModificationError(`Version ${version} already exists.`);
  const latest = await findLatest(catalog, database, table);
  throw new ConcurrentModificationError(
    latest?.version === version - 1
      ? `Table ${JSON.stringify(table.path)} was dropped, replaced or renamed meanwhile.`
      : `Version ${version} cannot follow version ${latest?.version ?? 0}.`,
  );
}

/** Runs a change that records versions, publishes their manifests, and removes those that were not recorded. */
export async function withCommits<Result>(
  catalog: Catalog,
  commits: readonly Commit[],
  change: () => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await change();
  } catch (error) {
    // Without a response of the database, a version may be recorded and need its manifest.
    const isUnknown = isNamespaceError(error, 17);
    if (!isUnknown) for (const { table, claim } of commits) if (claim) await table.manifests.remove([claim]);
    throw error;
  }
  for (const commit of commits) await finish(catalog, commit);
  return result;
}

/** The next reader does the same if this process ends before. A repeated request publishes the same manifest once more. */
async function finish(catalog: Catalog, commit: Commit): Promise<void> {
  await publish(catalog, commit.table, commit);
  if (commit.source !== commit.manifest) await commit.table.manifests.remove([commit.source]);
}

export function committed(commit: Commit, recorded: number | undefined): TableVersion {
  return toTableVersion(commit.table, { ...commit, recorded: recorded ?? Date.now() });
}

/** The last part of the path that the writer staged the manifest at. */
function sourceOf(path: unknown): string {
  const name = typeof path === "string" ? path.split(/[\\/]/).at(-1) : undefined;
  if (name && !name.includes("\0")) return name;
  throw new InvalidInputError("manifest_path must be a manifest in the folder of the table.");
}
