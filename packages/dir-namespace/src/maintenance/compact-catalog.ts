import { Catalog } from "../catalog.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";

/**
 * Rewrites the newest pieces of the catalog's table as one if it has fallen into so many that it has become slower. Processes that
 * change a catalog for long do so by themselves, those that make one change and end do not. Safe beside any other operation.
 *
 * Rejects with InvalidTableState for a damaged catalog. @returns whether there was something to fold
 */
export async function compactCatalog(options: DirectoryNamespaceOptions): Promise<boolean> {
  const catalog = new Catalog({ ...options, readConsistencyInterval: 0 });
  try {
    return await catalog.compact();
  } finally {
    await catalog.close();
  }
}
