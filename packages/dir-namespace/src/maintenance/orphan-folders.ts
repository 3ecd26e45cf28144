import { InvalidInputError } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { isNamed } from "../model/table-folders.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

/** A folder that a catalog created for a table and that no row names. */
export interface OrphanFolder {
  /** Relative to the root. */
  readonly location: string;
  /** The time of the last change in the folder, in milliseconds since 1970. */
  readonly changedAt: number;
  /**
   * Whether it contains a complete table, for example one that was deregistered and may be registered again. A creation
   * that was killed leaves an incomplete one.
   */
  readonly holdsTable: boolean;
}

/** Names that catalogs generate: Lancetree's have sixteen digits, native clients' eight. */
const generatedName = /^([0-9a-f]{16}|[0-9a-f]{8})_/;
/**
 * The shortest grace period of `removeOrphanFolders`, one hour in milliseconds. A creation that has written nothing for
 * that time is considered to have ended.
 */
export const minGraceMs = 3_600_000;

/** Finds the folders directly below the root that were created for tables and that no row names. */
export function orphanFolders(options: DirectoryNamespaceOptions): Promise<OrphanFolder[]> {
  return withCatalog(options, findOrphans);
}

/**
 * Removes those of the folders that no row names and that have not changed for the grace period, in milliseconds. It
 * must be at least an hour, since a creation writes its data before its row; rejects with InvalidInput for a shorter
 * one.
 *
 * @returns the locations that were removed
 */
export async function removeOrphanFolders(
  options: DirectoryNamespaceOptions,
  locations: readonly string[],
  graceMs: number,
): Promise<string[]> {
  if (!(graceMs >= minGraceMs)) {
    throw new InvalidInputError(
      "graceMs must be at least 3600000 (an hour), because a creation may be in progress.",
    );
  }
  return withCatalog(options, async (catalog) => {
    const removed: string[] = [];
    for (const { location, changedAt } of await findOrphans(catalog)) {
      if (!locations.includes(location) || Date.now() - changedAt < graceMs) continue;
      // Checks again: a row may have been committed while other folders were removed.
      if (isNamed(await catalog.snapshot(), location)) continue;
      await catalog.folder.discard(location);
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
    // It may not exist by now: a creation that failed removes its own folder.
    if (changedAt !== undefined) {
      const holdsTable = (await folder.holdsData(location)) && !(await folder.isPartial(location));
      found.push({ location, changedAt, holdsTable });
    }
  }
  return found;
}
