import { open, realpath, rename, rm } from "node:fs/promises";
import { InvalidInputError, isSystemError } from "@lancetree/core";
import { readTextFile } from "../files/read-text-file.ts";
import { formatKeyEntry, type KeyEntry, parseKeyEntry } from "./key-entry.ts";

/**
 * Reads a key file. Rejects with InvalidInput for one that cannot be read, whose `cause` is the system's error, and for one that is not
 * valid; the message never holds a hash.
 */
export async function readKeyFile(path: string): Promise<readonly KeyEntry[]> {
  const json = await readTextFile(path).catch((error: unknown) => {
    throw unusable(path, "read", error);
  });
  return parseKeyFile(json, path);
}

/** Parses a key file, `{ "keys": [ … ] }`. Throws InvalidInput. */
export function parseKeyFile(json: string, path: string): readonly KeyEntry[] {
  const keys = listIn(json);
  if (!keys) throw new InvalidInputError(`The key file ${path} must be JSON of the form { "keys": [ … ] }.`);
  const entries = keys.map((entry, index) => parseKeyEntry(entry, `${path}: keys[${index}]`));
  for (const field of ["id", "name"] as const) {
    const values = entries.map((entry) => entry[field]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new InvalidInputError(`${path}: two keys have the ${field} "${twice}".`);
  }
  return entries;
}

/**
 * Changes a key file in one step. The new file is readable by its owner only; one that does not exist counts as empty.
 *
 * Rejects with InvalidInput for a file that is not valid or cannot be written, and while another change of it is under way.
 *
 * @param change - returns the new entries; what it throws is passed on, and nothing is changed
 */
export async function changeKeyFile(
  path: string,
  change: (entries: readonly KeyEntry[]) => readonly KeyEntry[],
): Promise<void> {
  // Where the path is a symbolic link, its target is replaced and the link stays.
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.new`;
  const file = await open(draft, "wx", 0o600).catch((error: unknown) => {
    if (!isSystemError(error) || error.code !== "EEXIST") throw unusable(path, "written", error);
    throw new InvalidInputError(
      `${draft} exists: another change of the key file is under way. Try again; if none is, remove that file.`,
    );
  });
  try {
    const entries = change(await existing(path));
    await file.writeFile(`${JSON.stringify({ keys: entries.map(formatKeyEntry) }, undefined, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(draft, target);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function existing(path: string): Promise<readonly KeyEntry[]> {
  const json = await readTextFile(path).catch((error: unknown) => {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw unusable(path, "read", error);
  });
  return json === undefined ? [] : parseKeyFile(json, path);
}

/** The error for a failure of the operating system on the key file; any other error as it is. */
function unusable(path: string, verb: "read" | "written", error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new InvalidInputError(`The key file ${path} cannot be ${verb} (${error.code}).`, { cause: error });
}

function listIn(json: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === "object" && value !== null && Object.keys(value).join() === "keys";
    return isObject && "keys" in value && Array.isArray(value.keys) ? value.keys : undefined;
  } catch {
    return undefined;
  }
}
