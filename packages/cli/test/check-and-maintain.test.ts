/** The findings of check in a folder, and how maintain repairs them. */
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { setLanceFlags } from "../../dir-namespace/test/support/version-file.ts";
import { setWriterFlags } from "../../tables/test/newer-lance.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const run = (...words: string[]): Promise<PipedResult> => runPiped(words, folder.environment);
const old = new Date(Date.now() - 3 * 86_400_000);

async function findings(
  ...words: string[]
): Promise<{ finding: string; path: string[] | null; location: string | null }[]> {
  const { stdout } = await run("check", "--json", ...words);
  return jsonLines(stdout) as { finding: string; path: string[] | null; location: string | null }[];
}

/** A folder as an interrupted creation leaves it. */
async function leaveFolder(name: string, changedAt: Date): Promise<void> {
  await mkdir(join(folder.root, name, "data"), { recursive: true });
  await writeFile(join(folder.root, name, "data", "x.lance"), "x");
  for (const path of ["data/x.lance", "data", "."])
    await utimes(join(folder.root, name, path), changedAt, changedAt);
}

beforeEach(async () => {
  await rm(folder.root, { recursive: true, force: true });
  await run("create-namespace", "a");
  await run("create-table", "a/t", "--from", join(folder.path, "users.csv"));
});

async function locationOf(path: string): Promise<string> {
  const { stdout } = await run("export");
  const [, location = ""] = new RegExp(`path = "${path}"\nlocation = "(.+)"`).exec(stdout) ?? [];
  return location;
}

describe("check", () => {
  test("a sound catalog", async () => {
    expect(await run("check", "--tables")).toEqual({
      code: 0,
      stdout: `nothing found in ${folder.root}\n`,
      stderr: "",
    });
  });

  test("a table that a newer Lance has written is reported as newer, not as damaged", async () => {
    await setWriterFlags(join(folder.root, await locationOf("a/t")), 2n ** 20n);
    const { code, stdout } = await run("check", "--tables");
    expect(code).toBe(11);
    expect(stdout).toContain("newer-table  a/t: uses features of a newer Lance");
    expect(stdout).not.toContain("restore its data, or drop it");
  });

  test("a table without a folder, a damaged table, folders that no table names", async () => {
    await run("create-table", "a/broken", "--from", join(folder.path, "users.csv"));
    await run("create-table", "a/kept", "--from", join(folder.path, "users.csv"));
    const versions = join(folder.root, await locationOf("a/broken"), "_versions");
    for (const name of await readdir(versions)) await writeFile(join(versions, name), "damaged");
    await rm(join(folder.root, await locationOf("a/t")), { recursive: true });
    const kept = await locationOf("a/kept");
    await run("deregister", "a/kept");
    await leaveFolder("0123456789abcdef_a$stopped", old);
    expect(await findings()).toEqual([
      expect.objectContaining({ finding: "no-folder", path: ["a", "t"] }),
      expect.objectContaining({ finding: "unnamed-folder", location: "0123456789abcdef_a$stopped" }),
      expect.objectContaining({
        finding: "unnamed-folder",
        location: kept,
        message: expect.stringContaining("a complete table") as string,
      }),
    ]);
    expect(
      (await findings("--tables"))
        .filter(({ finding }) => finding === "broken-table")
        .map(({ path }) => path),
    ).toEqual([["a", "broken"]]);
    const { code, stdout, stderr } = await run("check");
    expect(code).toBe(11);
    expect(stdout).toContain("no-folder  a/t: the folder with its data does not exist");
    expect(stderr).toContain("The check found 3 problems.");
  });
});

describe("maintain", () => {
  test("removes only old unnamed folders", async () => {
    await leaveFolder("0123456789abcdef_a$old", old);
    await leaveFolder("fedcba9876543210_a$new", new Date());
    const whole = await locationOf("a/t");
    await run("deregister", "a/t");
    const unconfirmed = await run("maintain");
    expect([unconfirmed.code, unconfirmed.stderr]).toEqual([
      10,
      expect.stringContaining("Remove 1 folder that no table names?"),
    ]);
    const { stdout } = await run("maintain", "--yes", "--json");
    expect(jsonLines(stdout)).toEqual([
      { compacted: false, removed_folders: ["0123456789abcdef_a$old"], pruned_versions: 0, pruned_bytes: 0 },
    ]);
    expect(await readdir(folder.root)).toEqual(expect.arrayContaining(["fedcba9876543210_a$new", whole]));
    expect((await run("register", "a/back", whole)).code).toBe(0);
  });

  test("removes complete tables only with --whole-tables", async () => {
    const whole = await locationOf("a/t");
    await run("deregister", "a/t");
    const files = await readdir(join(folder.root, whole), { recursive: true });
    for (const path of [...files, "."]) await utimes(join(folder.root, whole, path), old, old);
    expect((await run("maintain", "--yes")).stdout).toContain("0 folders removed\n1 kept");
    expect((await run("maintain", "--yes", "--whole-tables")).stdout).toContain("1 folder removed\n");
    expect(await readdir(folder.root)).not.toContain(whole);
  });

  test("compacts the fragments that single commands create", async () => {
    for (let index = 0; index < 20; index += 1) await run("create-namespace", `n${index}`);
    expect((await run("maintain")).stdout).toContain("the catalog's table is compacted");
    expect((await run("maintain")).stdout).toContain("needs no compaction");
    expect(jsonLines((await run("ls", "--json")).stdout)).toHaveLength(21);
  });

  test("prunes only with --no-native-clients", async () => {
    expect((await run("maintain", "--prune", "7d", "--yes")).code).toBe(2);
    const { code, stdout } = await run("maintain", "--prune", "7d", "--no-native-clients", "--yes");
    expect([code, stdout]).toEqual([0, expect.stringContaining("0 old versions removed")]);
  });
});

describe("a catalog that a newer Lance has written", () => {
  const files = async (): Promise<string[]> => (await readdir(folder.root, { recursive: true })).toSorted();

  test.each([
    ["create-namespace", "b"],
    ["create-table", "a/u", "--from", "users.csv"],
    ["drop-table", "a/t", "--yes"],
    ["rename", "a/t", "a/u"],
  ])("is not changed by %s where it has a writer flag that is not known, and is read", async (...words) => {
    await setLanceFlags(folder.root, "writer", 2n ** 20n);
    const before = await files();
    const { code, stderr } = await run(
      ...words.map((word) => word.replace("users.csv", join(folder.path, "users.csv"))),
    );
    expect([code, stderr]).toEqual([9, expect.stringContaining("newer")]);
    expect(await files()).toEqual(before);
    expect(await run("ls", "a")).toMatchObject({ code: 0, stdout: expect.stringContaining("t") });
  });

  test("is not read if it has an unknown reader flag", async () => {
    await setLanceFlags(folder.root, "reader", 2n ** 20n);
    expect(await run("ls", "a")).toMatchObject({ code: 9, stderr: expect.stringContaining("newer") });
  });
});
