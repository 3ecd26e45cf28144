import { rm } from "node:fs/promises";
import { join } from "node:path";
import { addKey, type Grant } from "@lancetree/server/keys";

/** A key file, and the keys that only their holders know. */
export interface TestKeys<Name extends string> {
  readonly file: string;
  readonly keys: Readonly<Record<Name, string>>;
}

/** Makes a new key file with a key for each grant. */
export async function writeKeys<Name extends string>(
  folder: string,
  grants: Readonly<Record<Name, Omit<Grant, "name">>>,
): Promise<TestKeys<Name>> {
  const file = join(folder, "keys.json");
  await rm(file, { force: true });
  const keys: Partial<Record<Name, string>> = {};
  for (const [name, grant] of Object.entries(grants) as [Name, Omit<Grant, "name">][]) {
    keys[name] = (await addKey(file, { name, ...grant })).key;
  }
  return { file, keys: keys as Record<Name, string> };
}
