import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isSystemError } from "@lancetree/core";

/**
 * Creates a folder and its missing parents, level by level; an existing folder is not a failure. Node's own
 * `recursive` never returns if a file system reports that the parent of a new folder does not exist, as /proc does.
 *
 * Rejects with the system's error.
 *
 * @param base - an existing folder; neither it nor its parents are created
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
    const exists = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!exists) throw error;
  }
}
