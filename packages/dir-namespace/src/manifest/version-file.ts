import { UnsupportedError } from "@lancetree/core";
import {
  type Fragment,
  type LanceManifest,
  readLanceManifest,
  requireKnownFeatures,
} from "@lancetree/tables";

/** The metadata in a version file of `__manifest`. */
export interface VersionMetadata {
  /** Features of the catalog that a reader must know; unknown bits forbid reading. */
  readonly readerFlags: bigint;
  /** Features of the catalog that a writer must know; unknown bits forbid writing. */
  readonly writerFlags: bigint;
  /** The same of the table format. */
  readonly lance: Pick<LanceManifest, "readerFlags" | "writerFlags">;
  /** The fragments that store the rows, oldest first. */
  readonly fragments: readonly Fragment[];
  /** Whether a row's id in Lance is its address: the fragment and the position in it. */
  readonly hasAddresses: boolean;
}

const readerKey = "lance.namespace.manifest.reader_feature_flags";
const writerKey = "lance.namespace.manifest.writer_feature_flags";
/** Lance's reader flag for deletion files; any other flag may mean that row ids are not addresses. */
const deletionFilesFlag = 1n;

/** Throws Internal if the bytes are not a version file, and Unsupported if a flag is not a number. */
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

/** The number of fragments and of deleted rows in a table's version file. */
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

/** Throws Unsupported for unknown feature flags. No release defines a feature of the catalog, so that any set bit is unknown. */
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
  const value = metadata.get(key);
  if (value === undefined) return 0n;
  if (!/^\d{1,20}$/.test(value)) {
    throw new UnsupportedError(`This catalog's ${key} is not a number; use a newer version.`);
  }
  return BigInt(value);
}
