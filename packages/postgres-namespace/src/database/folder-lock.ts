import { link, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isSystemError, ServiceUnavailableError } from "@lancetree/core";
import { makeFolder } from "@lancetree/tables";

/** The locks of this process: its own id in a file that is not in here was left by an earlier process with that id. */
const held = new Set<string>();

/**
 * Locks a folder for this process, by a file beside it with the id of the process: a second process that opens the database in the folder
 * would overwrite what the first one has committed. The lock of a process that no longer runs is taken over.
 *
 * Rejects with ServiceUnavailable (17) if another process has the folder, or this one has opened it twice.
 *
 * @returns a function that ends the lock
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(resolve(folder));
  // Two paths may lead to one folder.
  const path = `${await realpath(folder)}.lock`;
  if (held.has(path)) throw inUse(path, process.pid);
  held.add(path);
  try {
    while (!(await create(path))) {
      const owner = await ownerOf(path);
      if (owner !== undefined && owner !== process.pid && isRunning(owner)) throw inUse(path, owner);
      await rm(path, { force: true });
    }
  } catch (error) {
    held.delete(path);
    throw error;
  }
  return async () => {
    await rm(path, { force: true });
    held.delete(path);
  };
}

/** By a link, so that the file has the id from the start: another process would take an empty one for the lock of one that ended. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The process that a lock names; undefined for a lock that is gone. */
async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, "utf8"));
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isRunning(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Of another user.
    return isSystemError(error) && error.code === "EPERM";
  }
}

function inUse(path: string, id: number): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The folder of the database is in use by process ${id}, and only one at a time can use it. If that process does not use it, remove ${path}.`,
  );
}
