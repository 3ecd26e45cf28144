import { Catalog } from "../catalog.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";

/** Does something with a catalog that is opened for this alone, always at its latest version. */
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
