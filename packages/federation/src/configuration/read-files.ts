import { readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError, isSystemError } from "@lancetree/core";
import { type TomlEntry, tomlEntries } from "./toml-entries.ts";

/**
 * Reads files, and all `*.toml` files of folders in the order of their names. A file that is named twice is read once.
 *
 * Rejects with InvalidInputError for a file that cannot be read or is not TOML, and for a folder without such files.
 */
export async function readFiles(paths: readonly string[]): Promise<TomlEntry[]> {
  if (paths.length === 0) throw new InvalidInputError("A federation needs at least one file, or a folder.");
  const files = new Map<string, string>();
  for (const path of paths) {
    // There are few of them, and their order matters.
    // oxlint-disable-next-line no-await-in-loop
    for (const file of await filesAt(path)) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  const entries = [...files.values()].map(async (file) => tomlEntries(await textOf(file), file));
  return (await Promise.all(entries)).flat();
}

async function filesAt(path: string): Promise<string[]> {
  if (!(await attempt(path, () => stat(path))).isDirectory()) return [path];
  const names = await attempt(path, () => readdir(path));
  // Hidden files belong to editors and deployment tools.
  const files = names.filter((name) => /^[^.].*\.toml$/.test(name)).toSorted();
  if (files.length === 0) throw new InvalidInputError(`${path}: the folder has no *.toml file.`);
  return files.map((name) => join(path, name));
}

async function textOf(file: string): Promise<string> {
  // To wait for the writer of a pipe would block a thread, and a pipe cannot be read again at a reload.
  if (!(await attempt(file, () => stat(file))).isFile()) {
    throw new InvalidInputError(
      `${file} is a pipe or a device; the configuration must be a file or a folder.`,
    );
  }
  return attempt(file, () => readFile(file, "utf8"));
}

async function attempt<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = isSystemError(cause) ? ` (${cause.code})` : "";
    throw new InvalidInputError(`${path}: the file cannot be read${code}.`, { cause });
  }
}
