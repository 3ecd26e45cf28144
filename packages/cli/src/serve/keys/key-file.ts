import { open, realpath, rename, rm } from "node:fs/promises";
import { usageError } from "../../errors/cli-error.ts";
import { fileError, isDenied } from "../../errors/file-error.ts";
import { isSystemError } from "../../errors/system-error.ts";
import { readTextFile } from "../../read-text-file.ts";
import { formatKeyEntry, type KeyEntry, parseKeyEntry } from "./key-entry.ts";

/** Reads a key file. Rejects with a usage error for one that is not there or not valid; it never holds a hash. */
export async function readKeyFile(path: string): Promise<readonly KeyEntry[]> {
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (error) {
    if (!isSystemError(error) || isDenied(error)) throw fileError(path, error);
    const hint = `"lancetree keys add NAME --role read --api-key-file ${path}" makes one`;
    throw usageError(`The key file ${path} cannot be read (${error.code}).`, hint);
  }
  return parseKeyFile(text, path);
}

/** Reads the text of a key file: `{ "keys": [ … ] }`. Rejects with a usage error. */
export function parseKeyFile(text: string, path: string): readonly KeyEntry[] {
  const keys = listIn(text);
  if (!keys) throw usageError(`The key file ${path} must be JSON of the form { "keys": [ … ] }.`);
  const entries = keys.map((entry, index) => parseKeyEntry(entry, `${path}: keys[${index}]`));
  for (const field of ["id", "name"] as const) {
    const values = entries.map((entry) => entry[field]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw usageError(`${path}: two keys have the ${field} "${twice}".`);
  }
  return entries;
}

/**
 * Changes a key file in one step, for its owner's eyes only. One that is not there yet counts as empty.
 * Rejects with a usage error for one that is not valid, and while another change of it is under way.
 */
export async function changeKeyFile(
  path: string,
  change: (entries: readonly KeyEntry[]) => readonly KeyEntry[],
): Promise<void> {
  // Where it is a link, what it leads to is replaced and the link stays.
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.new`;
  const file = await open(draft, "wx", 0o600).catch((error: unknown) => {
    if (!isSystemError(error) || isDenied(error)) throw fileError(path, error, "written");
    if (error.code !== "EEXIST") throw usageError(`The key file ${path} cannot be written (${error.code}).`);
    throw usageError(
      `${draft} is there already: another change of the key file is under way.`,
      "try again; if nobody is changing it, remove that file",
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
  const text = await readTextFile(path).catch((error: unknown) => {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? [] : parseKeyFile(text, path);
}

function listIn(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && Object.keys(value).join() === "keys";
    return isObject && "keys" in value && Array.isArray(value.keys) ? value.keys : undefined;
  } catch {
    return undefined;
  }
}
