import { UnsupportedError } from "@lancetree/core";
import type { IndexForm, LanceManifest } from "./lance-manifest.ts";

/** The feature bits of Lance that the LanceDB of this version knows: each was tried. */
const knownFlags = 0b1011_1111n;
/** Row ids that stay when a row moves. */
const stableRowIds = 2n;
/** The newest form of each kind of index that this LanceDB writes: each was tried. */
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

/** Those of the feature bits that this LanceDB does not know. */
export function unknownFlags(flags: bigint): bigint {
  return flags & ~knownFlags;
}

/** Rejects with Unsupported when a table uses features of a newer Lance that forbid the access. */
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
 * The indices that this LanceDB leaves out because a newer Lance wrote them. Where row ids are stable, an update and an
 * optimize through it count the rows that they move as indexed, and the clients that do use the index no longer find them.
 */
export function endangeredIndices(manifest: Pick<LanceManifest, "readerFlags" | "indices">): IndexForm[] {
  if ((manifest.readerFlags & stableRowIds) === 0n) return [];
  return manifest.indices.filter(({ type, version }) => version > (knownIndexVersions[type] ?? version));
}
