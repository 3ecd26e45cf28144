import { InvalidInputError } from "@lancetree/core";
import { newApiKey } from "./api-key.ts";
import { type Grant, type KeyEntry, parseGrantPath, validateName } from "./key-entry.ts";
import { changeKeyFile, readKeyFile } from "./key-file.ts";

/** A key that was just created. */
export interface CreatedKey {
  /** The public part of the key, which identifies its entry in the file. */
  readonly id: string;
  /** The secret that clients send. The file contains only its hash. */
  readonly key: string;
}

/** A key of a key file. */
export type ListedKey = Omit<KeyEntry, "hash">;

/**
 * Creates a key, and the key file if it does not exist. A server that uses the file accepts the key within a second.
 *
 * Rejects with InvalidInput if the name already has a key, for an invalid grant, and for a file that is invalid or
 * cannot be written.
 */
export async function addKey(file: string, grant: Grant): Promise<CreatedKey> {
  const { name, role, paths = [], databases = [] } = grant;
  validateName(name, "name");
  for (const path of paths) parseGrantPath(path.join("/"), "paths");
  const { id, key, hash } = newApiKey();
  const entry: KeyEntry = {
    id,
    name,
    role,
    ...(paths.length > 0 && { paths }),
    ...(databases.length > 0 && { databases }),
    hash,
  };
  await changeKeyFile(file, (entries) => {
    if (!entries.some((known) => known.name === name)) return [...entries, entry];
    throw new InvalidInputError(`"${name}" has a key already; remove it first, or choose another name.`);
  });
  return { id, key };
}

/**
 * Lists the keys of a file, without their hashes. Rejects with InvalidInput for a file that is invalid or cannot be
 * read.
 */
export async function listKeys(file: string): Promise<ListedKey[]> {
  const entries = await readKeyFile(file);
  return entries.map(({ id, name, role, paths, databases }) => ({
    id,
    name,
    role,
    ...(paths && { paths }),
    ...(databases && { databases }),
  }));
}

/**
 * Removes a key. A server that uses the file refuses the key within a second; requests in progress are completed.
 *
 * Rejects with InvalidInput if the name has no key, and for a file that is invalid or cannot be written.
 */
export async function removeKey(file: string, name: string): Promise<void> {
  // A file that does not exist must not be created.
  await readKeyFile(file);
  await changeKeyFile(file, (entries) => {
    if (entries.some((entry) => entry.name === name)) return entries.filter((entry) => entry.name !== name);
    throw new InvalidInputError(`"${name}" has no key.`);
  });
}
