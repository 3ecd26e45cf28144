import { randomUUID } from "node:crypto";
import { access, link, readdir, realpath, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InvalidInputError, InvalidTableStateError, isSystemError } from "@lancetree/core";
import { fromRoot, isFileMissing, linkManifest, manifestFiles, removeFile } from "./manifest-files.ts";
import { type ManifestNaming, manifestName } from "./manifest-name.ts";

/** A manifest under a name that only the catalog knows. */
export interface ClaimedManifest {
  /** The name of the version's file once it is published. */
  readonly file: string;
  /** The name of the file until then. */
  readonly claim: string;
}

/**
 * The files of the versions of a table, or of one of its branches, in a catalog that keeps the versions. A version takes effect when the
 * catalog records it. Its manifest is claimed before and published after that, so that a manifest in its final place is always one of a
 * recorded version.
 */
export interface KeptManifests {
  /** The versions whose files are in their final place, oldest first. */
  list(): Promise<{ readonly version: number; readonly file: string; readonly size: number }[]>;
  /**
   * Gives a manifest that a writer staged a second name. A writer that gets no response may remove its own file, although the version
   * may have been recorded.
   *
   * Rejects with InvalidInput unless it is a manifest in the folder of these versions.
   */
  claim(manifestPath: string, version: number, naming: ManifestNaming): Promise<ClaimedManifest>;
  /** Puts the manifest of a recorded version in its final place. Any process may do so, and again. Rejects with InvalidTableState. */
  publish(claimed: ClaimedManifest): Promise<void>;
  /** Which of these files are missing. */
  missing(files: readonly string[]): Promise<Set<string>>;
  /** Removes files of the folder; missing ones are ignored. */
  remove(files: readonly string[]): Promise<void>;
  /** The path of a file as the protocol writes it. */
  pathOf(file: string): string;
}

/**
 * @param location - of a table on a local disk
 * @param branch - the main branch if undefined
 */
export function keptManifests(location: string, branch: string | undefined): KeptManifests {
  const files = manifestFiles(location, branch);
  const folder = dirname(files.pathOf(0, "V2"));
  return {
    async list() {
      return (await files.list()).map(({ version, path, size }) => ({ version, file: basename(path), size }));
    },
    async claim(manifestPath, version, naming) {
      const staged = await files.findStaged(manifestPath);
      if (dirname(staged) !== (await realpath(folder).catch(() => ""))) {
        throw new InvalidInputError(
          "manifest_path must be in the folder of the versions of the table's branch.",
        );
      }
      const file = manifestName(version, naming);
      const claim = `${file}-${randomUUID()}`;
      await link(staged, join(folder, claim));
      return { file, claim };
    },
    async publish({ file, claim }) {
      const [from, to] = [join(folder, claim), join(folder, file)];
      try {
        // Only a client that bypasses the catalog puts another file there.
        if ((await linkManifest(from, to)) === "taken") await rename(from, to);
      } catch (error) {
        if (!isFileMissing(error)) throw error;
        // Another process has published it, unless its folder was removed.
        if ((await missing(folder, [file])).size > 0) throw missingManifest(file);
      }
      await removeFile(from);
    },
    missing: (names) => missing(folder, names),
    async remove(names) {
      await Promise.all(names.map((name) => removeFile(join(folder, name))));
    },
    pathOf: (file) => fromRoot(join(folder, file)),
  };
}

async function missing(folder: string, names: readonly string[]): Promise<Set<string>> {
  const [name] = names;
  try {
    // Most callers ask for the latest version alone.
    if (name !== undefined && names.length === 1) await access(join(folder, name));
    const present = new Set(names.length > 1 ? await readdir(folder) : names);
    return new Set(names.filter((one) => !present.has(one)));
  } catch (error) {
    if (isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return new Set(names);
    throw error;
  }
}

function missingManifest(file: string): InvalidTableStateError {
  return new InvalidTableStateError(`The manifest ${file} of a recorded version is missing.`);
}
