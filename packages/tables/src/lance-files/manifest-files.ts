import { link, open, readdir, readFile, realpath, stat, unlink } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  InvalidInputError,
  isSystemError,
  TableBranchNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import { type ManifestNaming, manifestName, versionOfManifest } from "./manifest-name.ts";

/** The file of one version: its manifest. */
export interface ManifestFile {
  version: number;
  path: string;
  size: number;
  modifiedMillis: number;
}

/** The version files of a table, or of one of its branches, on a local disk. */
export interface ManifestFiles {
  /** Oldest first; empty if nothing was written yet. */
  list(): Promise<ManifestFile[]>;
  /** The path of a version's file, whether it exists or not. */
  pathOf(version: number, naming: ManifestNaming): string;
  /**
   * Finds the manifest that a writer staged, by its absolute path.
   *
   * Rejects with InvalidInput unless it is a manifest in the folder of the table.
   */
  findStaged(manifestPath: string): Promise<string>;
}

/** The folder of a table on a local disk; undefined if the table is elsewhere. */
export function localFolder(location: string): string | undefined {
  if (location.startsWith("file:")) return fileURLToPath(location);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(location) ? undefined : resolve(location);
}

/** Gives access to version files, for tables on a local disk. */
export function manifestFiles(location: string, branch: string | undefined): ManifestFiles {
  const table = localFolder(location);
  if (table === undefined) {
    throw new UnsupportedError("Version records can only be changed for tables on a local disk.");
  }
  const main = branch === undefined || branch === "main";
  if (!main && !branch.split("/").every((part) => /^[\w.-]+$/.test(part) && !/^\.\.?$/.test(part))) {
    throw new TableBranchNotFoundError(`Branch '${branch}' was not found.`);
  }
  const folder = main ? join(table, "_versions") : join(table, "tree", ...branch.split("/"), "_versions");
  return {
    list: () => listFolder(folder),
    pathOf: (version, naming) => join(folder, manifestName(version, naming)),
    findStaged: (manifestPath) => findStaged(table, manifestPath),
  };
}

/** A path as the spec writes it: from the root of the store, without a leading slash. */
export function fromRoot(path: string): string {
  return path.split(sep).join("/").replace(/^\/+/, "");
}

/**
 * Makes a manifest the file of a version, if there is none yet; readers see it whole or not at all.
 *
 * Returns `taken` when another manifest has the version already.
 */
export async function linkManifest(staged: string, path: string): Promise<"made" | "same" | "taken"> {
  try {
    await link(staged, path);
    return "made";
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EEXIST") throw error;
    const [mine, theirs] = await Promise.all([readFile(staged), readFile(path)]);
    return mine.equals(theirs) ? "same" : "taken";
  }
}

/** Removes a file; a missing file is not a failure. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (isFileMissing(error)) return false;
    throw error;
  }
}

async function listFolder(folder: string): Promise<ManifestFile[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (isFileMissing(error)) return [];
    throw error;
  }
  const files: ManifestFile[] = [];
  for (const name of names) {
    const version = versionOfManifest(name);
    if (version === undefined) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    // Another client may remove a version while it is listed.
    if (found) files.push({ version, path, size: found.size, modifiedMillis: Math.floor(found.mtimeMs) });
  }
  return files.toSorted((left, right) => left.version - right.version);
}

/** The last bytes of every file of Lance's table format. */
const magic = "LANC";

async function findStaged(table: string, manifestPath: string): Promise<string> {
  const refused = new InvalidInputError("manifest_path must be a manifest in the folder of the table.");
  if (typeof manifestPath !== "string" || manifestPath === "") throw refused;
  try {
    const [root, path] = await Promise.all([realpath(table), realpath(resolve(sep, manifestPath))]);
    const inside = relative(root, path).split(sep);
    // A file with a final name is a recorded version already.
    if (inside[0] === ".." || !inside.includes("_versions") || path.endsWith(".manifest")) throw refused;
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const end = Buffer.alloc(magic.length);
      await file.read(end, 0, magic.length, Math.max(0, size - magic.length));
      if (end.toString("latin1") !== magic) throw refused;
    } finally {
      await file.close();
    }
    return path;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw refused;
  }
}

/** Whether a failure says that there is no such file, or that no file can have such a name. */
export function isFileMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === "ENOENT" || error.code === "ENAMETOOLONG");
}
