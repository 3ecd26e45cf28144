import { isNamespaceError } from "@lancetree/core";
import type { CatalogFolder } from "./catalog-folder.ts";

/**
 * Writes a table into a folder that nobody else ever uses. Where an answer of the object store got lost, the next try of the same
 * write finds a table there: its own, and whole, since the version file comes last.
 */
export async function writeOnce(
  folder: CatalogFolder,
  location: string,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isNamespaceError(error, 5) || !(await folder.holdsData(location))) throw error;
  }
}
