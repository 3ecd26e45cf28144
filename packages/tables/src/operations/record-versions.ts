import {
  type BatchCreateTableVersionsRequest,
  type BatchCreateTableVersionsResponse,
  type BatchDeleteTableVersionsRequest,
  type BatchDeleteTableVersionsResponse,
  type CallOptions,
  ConcurrentModificationError,
  type CreateTableVersionRequest,
  type CreateTableVersionResponse,
  InvalidInputError,
  parseTableId,
  TableBranchNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import { resolveTable } from "../engine/resolve-table.ts";
import type { TableTarget } from "../engine/table-target.ts";
import {
  linkManifest,
  type ManifestFile,
  type ManifestFiles,
  manifestFiles,
  removeFile,
} from "../lance-files/manifest-files.ts";
import { type DataContext, readPoint } from "./table-access.ts";
import { readNaming, readRanges } from "./version-requests.ts";
import { toTableVersion } from "./versions.ts";

type Entry = Schemas["CreateTableVersionEntry"] | CreateTableVersionRequest;

/**
 * Records a version whose manifest a writer has staged. It must be the next version; its manifest gets its final name
 * unless another writer recorded that version first. Readers see the version in one step. Recording the same manifest
 * again succeeds.
 */
export async function createTableVersion(
  context: DataContext,
  request: CreateTableVersionRequest,
  options?: CallOptions,
): Promise<CreateTableVersionResponse> {
  const target = await resolveTable(context.namespace, parseTableId(request), options);
  if (target.versions) return target.versions.create(request);
  const [version] = await recordAll(context, [[request, target]], options);
  return version ? { version } : {};
}

/**
 * Records versions of several tables. A catalog that keeps their versions records all or none. Otherwise all are checked before the first
 * is recorded. If one cannot be recorded, those before it are removed again; readers may see them until then, and a process that is killed
 * in between leaves them.
 */
export async function batchCreateTableVersions(
  context: DataContext,
  request: BatchCreateTableVersionsRequest,
  options?: CallOptions,
): Promise<BatchCreateTableVersionsResponse> {
  const entries = request.entries;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new InvalidInputError("entries must have at least one entry.");
  }
  const planned = await Promise.all(
    entries.map(async (entry) => {
      const target = await resolveTable(context.namespace, parseTableId({ id: entry.id }), options);
      return [entry, target] as const;
    }),
  );
  if (planned.every(([, { versions }]) => versions !== undefined))
    return context.namespace.batchCreateTableVersions(request, options);
  return { versions: await recordAll(context, planned, options) };
}

async function recordAll(
  context: DataContext,
  entries: readonly (readonly [Entry, TableTarget])[],
  options: CallOptions | undefined,
): Promise<Schemas["TableVersion"][]> {
  const recording = startRecording(context, options);
  for (const [entry, target] of entries) await recording.plan(entry, target);
  const versions = await recording.commit();
  await recording.finish();
  return versions;
}

/** Deletes the records of versions; missing ones are ignored. */
export async function batchDeleteTableVersions(
  context: DataContext,
  request: BatchDeleteTableVersionsRequest,
  options?: CallOptions,
): Promise<BatchDeleteTableVersionsResponse> {
  const target = await resolveTable(context.namespace, parseTableId({ id: request.id }), options);
  if (target.versions) return context.namespace.batchDeleteTableVersions(request, options);
  const deletion = await planDeletion(context, request, options, target);
  return { deleted_count: await deletion() };
}

/** Records versions in two steps: all are planned and checked, then all are recorded. */
export interface Recording {
  /** Rejects where the version could not be recorded now. Requests the table from the catalog, unless the caller has done so. */
  plan(entry: Entry, target?: TableTarget): Promise<void>;
  /** Records the planned versions in order; if one fails, those before it are removed again. */
  commit(): Promise<Schemas["TableVersion"][]>;
  /** Removes what `commit` recorded. */
  undo(): Promise<void>;
  /** Removes the staged manifests; `undo` is not possible afterwards. */
  finish(): Promise<void>;
}

interface PlannedVersion {
  version: number;
  staged: string;
  path: string;
  files: ManifestFiles;
}

/** Starts to record versions. */
export function startRecording(context: DataContext, options?: CallOptions): Recording {
  const planned: PlannedVersion[] = [];
  const made: string[] = [];
  const undo = async (): Promise<void> => {
    for (const path of made.splice(0).toReversed()) await removeFile(path);
  };
  return {
    undo,
    async finish() {
      for (const { staged } of planned) await removeFile(staged);
    },
    async plan(entry, target) {
      const next = await planVersion(context, { entry, target }, planned, options);
      planned.push(next);
    },
    async commit() {
      try {
        for (const { staged, path, version } of planned) {
          const outcome = await linkManifest(staged, path);
          if (outcome === "taken") throw versionTaken(version);
          if (outcome === "made") made.push(path);
        }
        const versions = [];
        for (const { files, version } of planned) versions.push(await describe(files, version));
        return versions;
      } catch (error) {
        await undo();
        throw error;
      }
    },
  };
}

/**
 * Finds the versions that a deletion would remove; the returned function removes them and returns their number. Requests the table from
 * the catalog, unless the caller has done so.
 */
export async function planDeletion(
  context: DataContext,
  request: BatchDeleteTableVersionsRequest,
  options?: CallOptions,
  target?: TableTarget,
): Promise<() => Promise<number>> {
  const files = await filesOf(context, request, options, target);
  const ranges = readRanges(request.ranges);
  const deleted = (await files.list()).filter(({ version }) =>
    ranges.some(({ start, end }) => version >= start && version < end),
  );
  return async () => {
    let count = 0;
    for (const { path } of deleted) if (await removeFile(path)) count += 1;
    return count;
  };
}

async function planVersion(
  context: DataContext,
  { entry, target }: { readonly entry: Entry; readonly target: TableTarget | undefined },
  planned: readonly PlannedVersion[],
  options: CallOptions | undefined,
): Promise<PlannedVersion> {
  const { version } = readPoint({ version: entry.version });
  if (!version) throw new InvalidInputError("version must be an integer of at least 1.");
  if (entry.metadata && Object.keys(entry.metadata).length > 0) {
    throw new UnsupportedError("metadata is not supported: version files on a disk do not store it.");
  }
  const files = await filesOf(context, entry, options, target);
  const path = files.pathOf(version, readNaming(entry.naming_scheme));
  const existing = await files.list();
  const staged = await files.findStaged(entry.manifest_path);
  const known = existing.find((file) => file.version === version);
  if (known) {
    const outcome = await linkManifest(staged, known.path);
    if (outcome !== "same") throw versionTaken(version);
    return { version, staged, path: known.path, files };
  }
  if (existing.length === 0 && entry.branch && entry.branch !== "main") {
    throw new TableBranchNotFoundError(`Branch '${entry.branch}' was not found.`);
  }
  const folder = files.pathOf(0, "V2");
  const before = planned.filter((one) => one.files.pathOf(0, "V2") === folder).map((one) => one.version);
  const latest = Math.max(0, existing.at(-1)?.version ?? 0, ...before);
  if (version !== latest + 1) {
    throw new ConcurrentModificationError(`Version ${version} cannot follow version ${latest}.`);
  }
  return { version, staged, path, files };
}

async function filesOf(
  context: DataContext,
  request: { id?: string[]; branch?: string | null },
  options: CallOptions | undefined,
  target?: TableTarget,
): Promise<ManifestFiles> {
  const { branch } = readPoint({ branch: request.branch });
  const { location, name, versions } =
    target ?? (await resolveTable(context.namespace, parseTableId(request), options));
  options?.signal?.throwIfAborted();
  if (versions) {
    throw new UnsupportedError(
      `The catalog keeps the versions of table "${name ?? ""}"; one call cannot also change tables whose versions it does not keep.`,
    );
  }
  return manifestFiles(location, branch);
}

async function describe(files: ManifestFiles, version: number): Promise<Schemas["TableVersion"]> {
  const found: ManifestFile | undefined = (await files.list()).find((file) => file.version === version);
  if (!found)
    throw new ConcurrentModificationError(
      `Version ${version} was removed by another process immediately after it was recorded.`,
    );
  return toTableVersion(found);
}

function versionTaken(version: number): ConcurrentModificationError {
  return new ConcurrentModificationError(`Version ${version} already exists.`);
}
