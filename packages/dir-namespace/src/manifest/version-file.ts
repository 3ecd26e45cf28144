import { UnsupportedError } from "@lancetree/core";
import {
  type Fragment,
  type LanceManifest,
  readLanceManifest,
  requireKnownFeatures,
} from "@lancetree/tables";

/** What a version file of `__manifest` says beyond its rows. */
export interface VersionMetadata {
  /** Features of the catalog that a reader must know; unknown bits forbid reading. */
  readonly readerFlags: bigint;
  /** Features of the catalog that a writer must know; unknown bits forbid writing. */
  readonly writerFlags: bigint;
  /** The same of the table format. */
  readonly lance: Pick<LanceManifest, "readerFlags" | "writerFlags">;
  /** The pieces in which the rows are stored, oldest first. */
  readonly fragments: readonly Fragment[];
  /** Whether a row's id in Lance is its address: the fragment and the place in it. */
  readonly hasAddresses: boolean;
}

const readerKey = "lance.namespace.manifest.reader_feature_flags";
const writerKey = "lance.namespace.manifest.writer_feature_flags";
/** Of Lance's own reader flags the one for deletion files; any other may mean that row ids are no addresses. */
const deletionFilesFlag = 1n;

/** A version's file name: Lance counts down, so that the newest comes first in a listing. */
export function versionFileName(version: number): string {
  return `${String(2n ** 64n - 1n - BigInt(version)).padStart(20, "0")}.manifest`;
}

/** Rejects with Internal when the bytes are no version file, and with Unsupported when a flag is not a number. */
export function readVersionMetadata(bytes: Uint8Array): VersionMetadata {
  const { tableMetadata, fragments, ...lance } = readLanceManifest(bytes, "the catalog");
  return {
    readerFlags: flags(tableMetadata, readerKey),
    writerFlags: flags(tableMetadata, writerKey),
    lance,
    fragments,
    hasAddresses: (lance.readerFlags & ~deletionFilesFlag) === 0n,
  };
}

/** What a table's version file says of its fragments: how many there are and how many rows in them are deleted. */
export function readFragmentStatistics(bytes: Uint8Array): {
  num_fragments: number;
  num_deleted_rows: number;
} {
  const { fragments } = readLanceManifest(bytes);
  return {
    num_fragments: fragments.length,
    num_deleted_rows: fragments.reduce((sum, { deletedRows }) => sum + deletedRows, 0),
  };
}

/** Of the catalog's own features none is defined in any release, so any set bit is one that we do not know. */
export function demandKnownFlags(metadata: VersionMetadata, access: "read" | "write"): void {
  requireKnownFeatures("The catalog's table", metadata.lance, access);
  const unknown = access === "read" ? metadata.readerFlags : metadata.writerFlags;
  if (unknown === 0n) return;
  const verb = access === "read" ? "read" : "changed";
  throw new UnsupportedError(
    `This catalog uses features that this version does not know (${access === "read" ? "reader" : "writer"} feature flags ${unknown}); it cannot be ${verb}. Use a newer version.`,
  );
}

function flags(metadata: ReadonlyMap<string, string>, key: string): bigint {
  const text = metadata.get(key);
  if (text === undefined) return 0n;
  if (!/^\d{1,20}$/.test(text)) {
    throw new UnsupportedError(`This catalog's ${key} is not a number; use a newer version.`);
  }
  return BigInt(text);
}
