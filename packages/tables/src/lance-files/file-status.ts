import { type Stats, stat, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";
import { isSystemError } from "@lancetree/core";

/** The function of `node:fs/promises` takes a stack for each file that does not exist. */
const statLater = promisify(stat);

/** What Linux's `statfs` returns for ext, XFS, Btrfs, ZFS, overlays and memory, which are on the machine itself. */
const localTypes: ReadonlySet<number> = new Set([
  0xef53, 0x5846_5342, 0x9123_683e, 0x2fc1_2fc1, 0x794c_7630, 0x0102_1994,
]);

/**
 * Reads the status of files in one folder. On a disk of the machine itself it does so at once: the kernel has the status of a file that is asked
 * for often in memory, and to hand the call to another thread takes ten times as long. On other file systems a call may hang, so another
 * thread makes it.
 */
export class FileStatus {
  readonly #folder: string;
  #isLocal: boolean | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined for a file that does not exist. Rejects as Node's `stat` does. */
  async of(path: string): Promise<Stats | undefined> {
    this.#isLocal ??= await isOnLocalDisk(this.#folder);
    try {
      return this.#isLocal ? statSync(path, { throwIfNoEntry: false }) : await statLater(path);
    } catch (error) {
      if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
      throw error;
    }
  }
}

/** Undefined if it is not known, because the folder does not exist. */
async function isOnLocalDisk(folder: string): Promise<boolean | undefined> {
  if (process.platform !== "linux") return false;
  try {
    return localTypes.has((await statfs(folder)).type);
  } catch {
    return undefined;
  }
}
