import { rm } from "node:fs/promises";
import { isNamespaceError, UnsupportedError, withoutTrailing } from "@lancetree/core";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { localFolder } from "../lance-files/manifest-files.ts";
import { lancedb } from "./lancedb.ts";
import { nameFromLocation, type TableTarget } from "./table-target.ts";

/**
 * Removes the folder of a table that no catalog names any longer, with everything in it. A folder that does not exist is not a failure.
 * In an object store, LanceDB removes it, which it can do only if its name ends in `.lance`.
 *
 * Rejects with Unsupported (0) for another name in an object store, and with the error of the storage.
 */
export async function removeTableFolder({
  location,
  storageOptions,
}: Pick<TableTarget, "location" | "storageOptions">): Promise<void> {
  const path = localFolder(location);
  if (path !== undefined) {
    await rm(path, { recursive: true, force: true });
    return;
  }
  const folder = withoutTrailing(location, "/");
  if (!folder.endsWith(".lance"))
    throw new UnsupportedError(
      `LanceDB cannot remove ${JSON.stringify(folder)}: the name does not end in .lance.`,
    );
  const table = nameFromLocation(folder);
  const connection = await lancedb.connect(folder.slice(0, folder.lastIndexOf("/")), {
    ...(storageOptions && { storageOptions }),
  });
  try {
    await connection.dropTable(table);
  } catch (cause) {
    const error = toNamespaceError(cause, { table, location });
    if (!isNamespaceError(error, 4)) throw error;
  } finally {
    connection.close();
  }
}
