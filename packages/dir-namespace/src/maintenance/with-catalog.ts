import { Catalog } from "../catalog.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";

/** Opens a catalog for one task, always at its latest version, and closes it afterwards. */
export async function withCatalog<T>(
  options: DirectoryNamespaceOptions,
  use: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  const catalog = new Catalog({ ...options, readConsistencyInterval: 0 });
  try {
    return await use(catalog);
  } finally {
    await catalog.close();
  }
}
