import { checkReferenceName, type DescribeTableVersionResponse, InvalidInputError } from "@lancetree/core";
import type { KeptTable } from "./kept-table.ts";

/** A version as the protocol describes it. */
export type TableVersion = DescribeTableVersionResponse["version"];

/** A row of `lancetree_versions`, as the database returns it. */
export interface StoredVersion {
  readonly version: number;
  /** The name of its file. */
  readonly manifest: string;
  /** The name of the file until it is published; null afterwards. */
  readonly claim: string | null;
  /** The name of the file that the writer staged: a request with the same one is a repetition. */
  readonly source: string;
  readonly size: number | null;
  readonly e_tag: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Distinguishes the row from a later one with the same version. */
  readonly attempt: string;
  /** Milliseconds since 1970. */
  readonly recorded: number;
}

export function toTableVersion(
  { manifests }: Pick<KeptTable, "manifests">,
  row: Pick<StoredVersion, "version" | "manifest" | "size" | "e_tag" | "metadata" | "recorded">,
): TableVersion {
  return {
    version: row.version,
    manifest_path: manifests.pathOf(row.manifest),
    ...(row.size !== null && { manifest_size: row.size }),
    ...(row.e_tag !== null && { e_tag: row.e_tag }),
    timestamp_millis: Math.floor(row.recorded),
    ...(Object.keys(row.metadata).length > 0 && { metadata: { ...row.metadata } }),
  };
}

/** The name of a branch as it is stored. Rejects with InvalidInput. */
export function storedBranch(branch: string | null | undefined): string {
  if (branch === undefined || branch === null || branch === "main") return "";
  if (typeof branch !== "string" || branch === "" || branch.includes("\0"))
    throw new InvalidInputError("branch must be a non-empty string without U+0000.");
  checkReferenceName("branch", branch);
  return branch;
}

/** The greatest version that the database can store. */
export const maxVersion: number = 2 ** 31 - 1;

/** Rejects with InvalidInput. */
export function checkedVersion(version: unknown): number {
  if (Number.isSafeInteger(version) && Number(version) >= 1 && Number(version) <= maxVersion)
    return Number(version);
  throw new InvalidInputError(`version must be an integer from 1 to ${maxVersion}.`);
}
