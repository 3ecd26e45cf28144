import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

/**
 * Merges the newest fragments of the manifest table if there are many small ones, which make reads slow. Long-lived
 * processes that change the catalog do so by themselves; processes that make one change and end do not. Safe to run at
 * the same time as any other operation.
 *
 * Rejects with InvalidTableState for a damaged catalog.
 * @returns whether the table needed compaction
 */
export function compactCatalog(options: DirectoryNamespaceOptions): Promise<boolean> {
  return withCatalog(options, (catalog) => catalog.compact());
}
