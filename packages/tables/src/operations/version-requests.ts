import { InvalidInputError } from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import type { ManifestNaming } from "../lance-files/manifest-name.ts";

const maxVersions = 1_000_000;

/** The ranges of versions of a request; the end is infinite for one that includes the latest. Rejects with InvalidInput. */
export function readRanges(ranges: readonly Schemas["VersionRange"][]): { start: number; end: number }[] {
  if (!Array.isArray(ranges)) throw new InvalidInputError("ranges must be a list.");
  let requestedCount = 0;
  const read = ranges.map(({ start_version: start, end_version: end }) => {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
      throw new InvalidInputError("A range needs start_version and end_version, both integers.");
    }
    if (end >= 0) requestedCount += Math.max(0, end - start);
    return { start, end: end < 0 ? Number.POSITIVE_INFINITY : end };
  });
  if (requestedCount > maxVersions) {
    throw new InvalidInputError(`At most ${maxVersions} versions can be deleted at once.`);
  }
  return read;
}

/** How the file of a version is named. Rejects with InvalidInput. */
export function readNaming(text: string | undefined): ManifestNaming {
  const name = (text ?? "V2").toUpperCase();
  if (name === "V1" || name === "V2") return name;
  throw new InvalidInputError(`Unknown naming_scheme "${text}"; allowed: V1, V2.`);
}
