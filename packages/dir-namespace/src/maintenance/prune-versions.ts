import { InvalidInputError, isNamespaceError } from "@lancetree/core";
import { manifestTableName } from "../manifest/manifest-table.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

export interface PruneOptions {
  /** Versions made longer ago go, but for the latest. At least a minute. */
  readonly olderThanMs: number;
  /**
   * That no native Lance client has the catalog open: one that does would go on reading an old version, and its next change
   * would be lost without an error.
   */
  readonly nativeClientsAreStopped: boolean;
}

export interface Pruned {
  readonly versions: number;
  readonly bytes: number;
}

/** Within it every process of ours has judged the marks that it has seen, or sees them settled. */
const minAgeMs = 60_000;

/**
 * Removes old versions of the catalog's own table, and what only they hold; tables are not touched. Other processes of this
 * library may go on working.
 *
 * Rejects with InvalidInput unless told that no native client is running, or for less than a minute.
 */
export async function pruneVersions(
  options: DirectoryNamespaceOptions,
  { olderThanMs, nativeClientsAreStopped }: PruneOptions,
): Promise<Pruned> {
  if (!nativeClientsAreStopped) {
    throw new InvalidInputError(
      "Pruning the catalog's versions makes native Lance clients that have it open lose changes: stop them, and say so with nativeClientsAreStopped.",
    );
  }
  if (!(olderThanMs >= minAgeMs)) {
    throw new InvalidInputError(
      "Versions of the last minute cannot be pruned: olderThanMs must be 60000 or more.",
    );
  }
  const cleanupOlderThan = new Date(Date.now() - olderThanMs);
  return withCatalog(options, async (catalog) => {
    // What a mark means can only be told by the version that wrote it.
    await catalog.recover();
    await catalog.assertWritable();
    const engine = await catalog.engine();
    try {
      const table = await engine.open({ location: catalog.folder.uri(manifestTableName) });
      const { prune } = await table.optimize({ cleanupOlderThan });
      table.close();
      return { versions: prune.oldVersionsRemoved, bytes: prune.bytesRemoved };
    } catch (error) {
      if (isNamespaceError(error, 4)) return { versions: 0, bytes: 0 };
      throw error;
    }
  });
}
