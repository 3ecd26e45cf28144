import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "@lancetree/core";

/**
 * Makes a folder and those above it that are missing, level by level; one that is there is no failure. Node's own `recursive`
 * never returns where a file system says of a new folder that its parent is not there, as the one at /proc does.
 *
 * Rejects with the system's error.
 *
 * @param base - a folder that is not made, nor anything above it
 */
export async function makeFolder(path: string, base?: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = isSystemError(error) ? error.code : undefined;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== "ENOENT" || parent === path || parent === base) throw error;
    await makeFolder(parent, base);
    await makeLast(path);
  }
}

/** Another process may have made it meanwhile. */
async function makeLast(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere) throw error;
  }
}
