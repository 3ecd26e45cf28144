import type { Dirent } from "node:fs";
import { constants, copyFile, link, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  ConcurrentModificationError,
  InternalError,
  InvalidTableStateError,
  isSystemError,
  TableVersionNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import { readLanceManifest } from "./lance-manifest.ts";
import { makeFolder } from "./make-folder.ts";
import { isFileMissing, manifestFiles } from "./manifest-files.ts";

/** One version of a table on a local disk, and the folder of a new table. */
export interface VersionLink {
  readonly from: string;
  readonly to: string;
  readonly version: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates a table from one version of another table, by hard links to its files. Lance never changes a file after it
 * was written, so both tables can use the file; the disk keeps it until both have removed it. If the file system does
 * not support hard links, files are copied.
 *
 * Rejects with TableVersionNotFound, and with ConcurrentModification if files are removed or moved meanwhile.
 */
export async function linkVersion({ from, to, version, signal }: VersionLink): Promise<void> {
  try {
    const manifest = (await manifestFiles(from, undefined).list()).find((file) => file.version === version);
    if (!manifest) throw new TableVersionNotFoundError(`Version ${version} was not found.`);
    if (readLanceManifest(await readFile(manifest.path)).hasOtherFolders) {
      throw new UnsupportedError("The table uses files of another table; such a table cannot be cloned.");
    }
    const entries = await readdir(from, { withFileTypes: true });
    for (const entry of entries) {
      if (ofOtherVersions.has(entry.name)) continue;
      requireOwnEntry(entry);
      if (entry.isDirectory()) await linkFolder(join(from, entry.name), join(to, entry.name), signal);
    }
    // Linked last: without its manifest there is no table. If the manifest still exists, so do the files that it
    // names.
    await makeFolder(join(to, "_versions"));
    await copyFile(manifest.path, join(to, "_versions", basename(manifest.path)));
  } catch (error) {
    if (isFileMissing(error)) {
      throw new ConcurrentModificationError("The table was changed while it was cloned.", { cause: error });
    }
    if (isSystemError(error) && "syscall" in error) {
      throw new InternalError(`The files of the table could not be linked: ${error.code}.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** The manifests, tags and branches. The new table gets one manifest and nothing else of these. */
const ofOtherVersions: ReadonlySet<string> = new Set(["_versions", "_refs", "tree"]);

async function linkFolder(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  await makeFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal?.throwIfAborted();
    requireOwnEntry(entry);
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    await (entry.isDirectory() ? linkFolder(source, target, signal) : linkFile(source, target));
  }
}

/** A symbolic link leads out of the folder, and `_versions` belongs to another table inside of it. */
function requireOwnEntry(entry: Dirent): void {
  const isOwn = (entry.isFile() || entry.isDirectory()) && entry.name !== "_versions";
  if (isOwn) return;
  throw new InvalidTableStateError(
    `The folder of the table contains "${entry.name}", which is not part of the table; it cannot be cloned.`,
  );
}

async function linkFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isFileMissing(error)) throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}
