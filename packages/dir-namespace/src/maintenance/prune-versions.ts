import { InvalidInputError, isNamespaceError } from "@lancetree/core";
import { manifestTableName } from "../manifest/manifest-table.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

export interface PruneOptions {
  /** Age in milliseconds above which versions are removed, except the latest. At least 60,000. */
  readonly olderThanMs: number;
  /**
   * Whether the caller has made sure that no native Lance client has the catalog open. Such a client would keep reading
   * an old version, and its next change would be lost silently.
   */
  readonly nativeClientsAreStopped: boolean;
}

export interface Pruned {
  readonly versions: number;
  readonly bytes: number;
}

/** Within this time every process of Lancetree has resolved the intents that it has read, or finds them cleared. */
const minAgeMs = 60_000;

/**
 * Removes old versions of the manifest table, and the files that only they use; tables are not changed. Other processes
 * that use Lancetree may keep running.
 *
 * Rejects with InvalidInput unless `nativeClientsAreStopped` is true and `olderThanMs` is at least 60,000.
 */
export async function pruneVersions(
  options: DirectoryNamespaceOptions,
  { olderThanMs, nativeClientsAreStopped }: PruneOptions,
): Promise<Pruned> {
  if (!nativeClientsAreStopped) {
    throw new InvalidInputError(
      "Pruning the catalog's versions makes native Lance clients that have it open lose changes: stop them, and confirm it with nativeClientsAreStopped: true.",
    );
  }
  if (!(olderThanMs >= minAgeMs)) {
    throw new InvalidInputError(
      "Versions of the last minute cannot be pruned: olderThanMs must be 60000 or more.",
    );
  }
  const cleanupOlderThan = new Date(Date.now() - olderThanMs);
  return withCatalog(options, async (catalog) => {
    // An intent can only be resolved by the version that wrote it.
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
