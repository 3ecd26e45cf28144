import { UnsupportedError } from "@lancetree/core";
import type { IndexForm, LanceManifest } from "./lance-manifest.ts";

/** Lance's feature bits that the tested LanceDB supports; each was tested. */
const knownFlags = 0b1011_1111n;
/** Row ids that stay the same when a row moves. */
const stableRowIds = 2n;
/** The newest format of each kind of index that the tested LanceDB writes; each was tested. */
const knownIndexVersions: Readonly<Record<string, number>> = {
  BTreeIndexDetails: 0,
  BitmapIndexDetails: 0,
  LabelListIndexDetails: 1,
  NGramIndexDetails: 0,
  ZoneMapIndexDetails: 0,
  BloomFilterIndexDetails: 0,
  InvertedIndexDetails: 2,
  VectorIndexDetails: 1,
};

/** The feature bits among these that the tested LanceDB does not support. */
export function unknownFlags(flags: bigint): bigint {
  return flags & ~knownFlags;
}

/** Rejects with Unsupported if a table uses features of a newer Lance that forbid reading or writing it. */
export function requireKnownFeatures(
  what: string,
  manifest: Pick<LanceManifest, "readerFlags" | "writerFlags">,
  access: "read" | "write",
): void {
  const flags = access === "read" ? manifest.readerFlags : manifest.writerFlags;
  const unknown = unknownFlags(flags);
  if (unknown === 0n) return;
  const verb = access === "read" ? "read" : "changed";
  throw new UnsupportedError(
    `${what} uses features of a newer Lance that this version does not know (${access === "read" ? "reader" : "writer"} feature flags ${unknown}); it cannot be ${verb}. Use a newer version.`,
  );
}

/**
 * The indices that the tested LanceDB ignores because a newer Lance wrote them. If row ids are stable, its updates
 * and optimizations record the rows that they move as indexed, so that clients that use the index no longer find
 * these rows.
 */
export function endangeredIndices(manifest: Pick<LanceManifest, "readerFlags" | "indices">): IndexForm[] {
  if ((manifest.readerFlags & stableRowIds) === 0n) return [];
  return manifest.indices.filter(({ type, version }) => version > (knownIndexVersions[type] ?? version));
}
