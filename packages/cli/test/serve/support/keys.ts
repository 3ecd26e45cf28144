import { join } from "node:path";
import { newApiKey } from "../../../src/serve/keys/api-key.ts";
import type { Grant } from "../../../src/serve/keys/key-entry.ts";
import { changeKeyFile } from "../../../src/serve/keys/key-file.ts";

/** A key file, and the keys that only their holders know. */
export interface TestKeys<Name extends string> {
  readonly file: string;
  readonly keys: Readonly<Record<Name, string>>;
}

/** Makes a key for each grant. */
export async function writeKeys<Name extends string>(
  folder: string,
  grants: Readonly<Record<Name, Omit<Grant, "name">>>,
): Promise<TestKeys<Name>> {
  const file = join(folder, "keys.json");
  const made = (Object.entries(grants) as [Name, Omit<Grant, "name">][]).map(([name, grant]) => {
    const { id, hash, key } = newApiKey();
    return { key: [name, key] as const, entry: { id, name, ...grant, hash } };
  });
  await changeKeyFile(file, () => made.map(({ entry }) => entry));
  return { file, keys: Object.fromEntries(made.map(({ key }) => key)) as Record<Name, string> };
}
