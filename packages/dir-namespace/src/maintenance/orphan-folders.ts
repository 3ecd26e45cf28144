import { InvalidInputError } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { isNamed } from "../model/table-folders.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

/** A folder that a catalog made for a table and that no row names. */
export interface OrphanFolder {
  /** Relative to the root. */
  readonly location: string;
  /** When anything in it last changed, in milliseconds since 1970. */
  readonly changedAt: number;
  /**
   * Whether it holds a whole table: a deregistered one perhaps, that somebody means to register again. What a creation wrote that
   * was stopped holds some of the rows, and is none.
   */
  readonly holdsTable: boolean;
}

/** Names that catalogs make up: ours with sixteen digits, native clients' with eight. */
const generatedName = /^([0-9a-f]{16}|[0-9a-f]{8})_/;
/** A creation that stood still for longer between writing its data and its row is not expected to go on. */
const minGraceMs = 3_600_000;

/** The folders directly below the root that were made for tables and that no row names; nothing else is looked at. */
export function orphanFolders(options: DirectoryNamespaceOptions): Promise<OrphanFolder[]> {
  return withCatalog(options, findOrphans);
}

/**
 * Removes those of the folders that still no row names and in which nothing has changed for the grace period: an hour at least,
 * since a creation writes its data before its row.
 *
 * Rejects with InvalidInput for a shorter grace period. @returns the locations that were removed
 */
export async function removeOrphanFolders(
  options: DirectoryNamespaceOptions,
  locations: readonly string[],
  graceMs: number,
): Promise<string[]> {
  if (!(graceMs >= minGraceMs)) {
    throw new InvalidInputError("A creation may be under way: graceMs must be 3600000 (an hour) or more.");
  }
  return withCatalog(options, async (catalog) => {
    const removed: string[] = [];
    for (const { location, changedAt } of await findOrphans(catalog)) {
      if (!locations.includes(location) || Date.now() - changedAt < graceMs) continue;
      // Looked at again: a row may have come to name it while others were removed.
      if (isNamed(await catalog.snapshot(), location)) continue;
      await catalog.folder.discard(location, false);
      removed.push(location);
    }
    return removed;
  });
}

async function findOrphans(catalog: Catalog): Promise<OrphanFolder[]> {
  const { folder } = catalog;
  const names = (await folder.names()).filter((name) => generatedName.test(name)).toSorted();
  const snapshot = await catalog.snapshot();
  const found: OrphanFolder[] = [];
  for (const location of names) {
    if (isNamed(snapshot, location)) continue;
    const changedAt = await folder.changedAt(location);
    // It may be gone by now: a creation that failed removes its own.
    if (changedAt !== undefined) {
      const holdsTable = (await folder.holdsData(location)) && !(await folder.isPartial(location));
      found.push({ location, changedAt, holdsTable });
    }
  }
  return found;
}
