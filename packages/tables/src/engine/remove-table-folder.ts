import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isError, UnsupportedError, withoutTrailing } from "@lancetree/core";
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
  const path = localPath(location);
  if (path !== undefined) {
    await rm(path, { recursive: true, force: true });
    return;
  }
  const folder = withoutTrailing(location, "/");
  if (!folder.endsWith(".lance"))
    throw new UnsupportedError(
      `LanceDB cannot remove ${JSON.stringify(folder)}: the name does not end in .lance.`,
    );
  const parent = folder.slice(0, folder.lastIndexOf("/"));
  const connection = await lancedb.connect(parent, { ...(storageOptions && { storageOptions }) });
  try {
    await connection.dropTable(nameFromLocation(folder));
  } catch (error) {
    if (!isError(error) || !/was not found|not found/i.test(error.message)) throw error;
  } finally {
    connection.close();
  }
}

function localPath(location: string): string | undefined {
  if (location.startsWith("file:")) return fileURLToPath(location);
  return location.includes("://") ? undefined : location;
}
