import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { addKey, listKeys, removeKey } from "../src/keys/index.ts";
import { testFolder } from "./support.ts";

const folder = await testFolder();

it("keys are added, listed without their hashes, and removed", async () => {
  const file = join(folder, "keys.json");
  const { id, key } = await addKey(file, { name: "ann", role: "write", paths: [["prod", "search"]] });
  expect(key).toMatch(new RegExp(`^lt_${id}_[\\w-]{43}$`));
  await addKey(file, { name: "bob", role: "read", databases: ["sales"] });
  expect(await listKeys(file)).toEqual([
    { id, name: "ann", role: "write", paths: [["prod", "search"]] },
    { id: expect.stringMatching(/^[0-9a-f]{12}$/), name: "bob", role: "read", databases: ["sales"] },
  ]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).not.toContain(key);
  await removeKey(file, "ann");
  expect((await listKeys(file)).map(({ name }) => name)).toEqual(["bob"]);
});

it("what cannot be done is refused, and changes nothing", async () => {
  const file = join(folder, "refused.json");
  await expect(listKeys(file)).rejects.toThrow(/cannot be read \(ENOENT\)/);
  await expect(removeKey(file, "ann")).rejects.toThrow(/cannot be read \(ENOENT\)/);
  await addKey(file, { name: "ann", role: "read" });
  const before = await readFile(file, "utf8");
  await expect(addKey(file, { name: "ann", role: "admin" })).rejects.toThrow(/"ann" has a key already/);
  await expect(addKey(file, { name: "a b", role: "read" })).rejects.toThrow(/a name has 1 to 64 letters/);
  await expect(addKey(file, { name: "b", role: "read", paths: [[]] })).rejects.toThrow(/is not a path/);
  await expect(removeKey(file, "bob")).rejects.toThrow(/"bob" has no key/);
  await writeFile(`${file}.new`, "");
  await expect(addKey(file, { name: "bob", role: "read" })).rejects.toThrow(/another change .* is under way/);
  expect(await readFile(file, "utf8")).toBe(before);
});

it("a file with a doubtful entry is refused as a whole", async () => {
  const path = join(folder, "doubtful.json");
  await addKey(path, { name: "ann", role: "admin" });
  const [entry] = JSON.parse(await readFile(path, "utf8")).keys;
  const doubtful: [unknown, RegExp][] = [
    [{ ...entry, paths: [] }, /paths must be a list of strings that is not empty/],
    [{ ...entry, databases: "sales" }, /databases must be a list/],
    [{ ...entry, paths: [""] }, /is not a path/],
    [{ ...entry, paths: ["prod/"] }, /is not a path/],
    [{ ...entry, path: ["prod"] }, /has a field "path"/],
    [{ ...entry, hash: "sha256::" }, /hash is not a valid hash/],
    [{ ...entry, role: "Admin" }, /role must be one of/],
    [{ ...entry, name: "a\nb" }, /a name has/],
  ];
  for (const [value, message] of doubtful) {
    await writeFile(path, JSON.stringify({ keys: [value] }));
    await expect(listKeys(path)).rejects.toThrow(message);
  }
  await writeFile(path, JSON.stringify({ keys: [entry, entry] }));
  await expect(listKeys(path)).rejects.toThrow(/two keys have the id/);
});
