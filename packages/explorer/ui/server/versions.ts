import { paginate } from "@lancetree/core";
import { catalog } from "./catalog.ts";

/** A version of a table. */
export interface Version {
  readonly version: number;
  readonly time: number | undefined;
  /** What the server says about it. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface VersionPage {
  readonly versions: readonly Version[];
  readonly next: string | undefined;
}

/** A page of versions, the latest first. */
export async function listVersions(
  id: readonly string[],
  branch: string | undefined,
  token: string | undefined,
  signal: AbortSignal,
): Promise<VersionPage> {
  const page = await catalog.listTableVersions(
    {
      id: [...id],
      descending: true,
      limit: 100,
      ...(branch && { branch }),
      ...(token && { page_token: token }),
    },
    { signal },
  );
  const versions = page.versions.map(({ version, timestamp_millis, metadata }) => ({
    version,
    time: timestamp_millis,
    metadata: metadata ?? {},
  }));
  return {
    versions: versions.toSorted((left, right) => right.version - left.version),
    next: page.page_token || undefined,
  };
}

/** A name for a version. */
export interface Tag {
  readonly name: string;
  readonly version: number;
  readonly branch: string | undefined;
}

/** The tags of a table. */
export async function listTags(id: readonly string[], signal: AbortSignal): Promise<readonly Tag[]> {
  const tags = paginate(
    (token) => catalog.listTableTags({ id: [...id], limit: 100, page_token: token }, { signal }),
    (page) => Object.entries(page.tags),
  );
  const found: Tag[] = [];
  for await (const [name, { version, branch }] of tags) found.push({ name, version, branch });
  return found;
}

/** A branch of a table. */
export interface Branch {
  readonly name: string;
  readonly parent: string | undefined;
  readonly parentVersion: number;
  readonly time: number;
}

/** The branches of a table. */
export async function listBranches(id: readonly string[], signal: AbortSignal): Promise<readonly Branch[]> {
  const { branches } = await catalog.listTableBranches({ id: [...id], limit: 100 }, { signal });
  return Object.entries(branches).map(([name, branch]) => ({
    name,
    parent: branch.parentBranch,
    parentVersion: branch.parentVersion,
    time: branch.createAt * 1000,
  }));
}

export async function createTag(
  id: readonly string[],
  tag: string,
  version: number,
  headers: Record<string, string>,
): Promise<void> {
  await catalog.createTableTag({ id: [...id], tag, version }, { headers });
}

export async function deleteTag(
  id: readonly string[],
  tag: string,
  headers: Record<string, string>,
): Promise<void> {
  await catalog.deleteTableTag({ id: [...id], tag }, { headers });
}

export async function restore(
  id: readonly string[],
  version: number,
  headers: Record<string, string>,
): Promise<void> {
  await catalog.restoreTable({ id: [...id], version }, { headers });
}
