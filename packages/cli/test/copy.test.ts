/** The command `copy`, between a folder and PGlite. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { useCatalogFolder, writeLanceTable } from "./support/catalog-folder.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const toPostgres = ["copy", "--from", "dir", "--to", "postgres"];
const toFolder = ["copy", "--from", "postgres", "--to", "dir"];

const inFolder = (...words: string[]): Promise<PipedResult> => runPiped(words, folder.environment);
const inPostgres = (...words: string[]): Promise<PipedResult> =>
  runPiped(words, {
    ...folder.environment,
    LANCETREE_POSTGRES: `pglite:${join(folder.path, "database")}`,
  });

async function done(result: Promise<PipedResult>): Promise<string> {
  const { code, stdout, stderr } = await result;
  expect(code, stderr).toBe(0);
  return stdout;
}

async function applied(toml: string): Promise<void> {
  const file = join(folder.path, "tree.toml");
  await writeFile(file, `format = 1\n${toml}`);
  await done(inFolder("apply", file, "--yes"));
}

beforeAll(async () => {
  await writeLanceTable(join(folder.root, "plain.lance"));
  await done(
    inFolder("create-table", "prod/search/user", "--from", join(folder.path, "users.csv"), "--parents"),
  );
  await applied(
    '[[namespace]]\npath = "owned"\nproperties = { owner = "me" }\n[[table]]\npath = "owned/later"\ndeclared = true\nproperties = { note = "n" }\n',
  );
});

describe.sequential("copy", () => {
  test("from a folder, with properties and locations; a second run finds all of it there", async () => {
    expect(await inPostgres(...toPostgres, "--check")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("prod/search/user is not in PostgreSQL."),
      stderr: expect.stringContaining("The catalogs have 6 differences."),
    });
    expect(await done(inPostgres(...toPostgres))).toBe("copied 6 objects; 0 were there already\n");
    expect(await done(inPostgres(...toPostgres))).toBe("copied 0 objects; 6 were there already\n");
    expect(await done(inPostgres(...toPostgres, "--check"))).toBe("equal: 6 objects in both catalogs\n");
    expect(await done(inPostgres("query", "prod/search/user", "--columns", "name"))).toContain("alice");
    expect(await done(inPostgres("query", "plain", "--columns", "name"))).toContain("bob");
    // A declared table has a new location, which the file does not contain.
    expect(await done(inPostgres("export"))).toBe(await done(inFolder("export")));
  });

  test("back, where a table of the database is not listed by its folder as well", async () => {
    const users = join(folder.path, "users.csv");
    await done(inPostgres("create-table", "added/fresh", "--from", users, "--parents"));
    await done(inPostgres("create-table", "top", "--from", users));
    expect(jsonLines((await inPostgres(...toFolder, "--check", "--json")).stdout)).toEqual(
      ["added", "added/fresh", "top"].map((path) => ({
        path: path.split("/"),
        outcome: "missing",
        message: `${path} is not in the folder.`,
      })),
    );
    const copied = jsonLines(await done(inPostgres(...toFolder, "--json")));
    expect(copied).toHaveLength(3);
    expect(copied).toContainEqual({ path: ["added"], outcome: "copied", message: null });
    expect(await done(inPostgres(...toFolder, "--check"))).toBe("equal: 9 objects in both catalogs\n");
    expect(await done(inPostgres(...toPostgres, "--check"))).toBe("equal: 9 objects in both catalogs\n");
    expect(await done(inFolder("query", "added/fresh", "--columns", "name"))).toContain("alice");
    expect(await done(inFolder("query", "top", "--columns", "name"))).toContain("alice");
  });

  test("lists what differs, what only one catalog has, and changes none of it", async () => {
    await done(inPostgres("create-namespace", "only"));
    await done(inPostgres("drop-namespace", "owned", "--cascade", "--yes"));
    await done(inPostgres("create-namespace", "owned", "--property", "owner=you"));
    const { code, stdout } = await inPostgres(...toPostgres, "--check", "--json");
    expect(code).toBe(1);
    expect(jsonLines(stdout)).toEqual([
      {
        path: ["owned"],
        outcome: "differs",
        message: "owned has other properties (owner), which this command does not change.",
      },
      { path: ["owned", "later"], outcome: "missing", message: "owned/later is not in PostgreSQL." },
      { path: ["only"], outcome: "additional", message: "only is only in PostgreSQL." },
    ]);
    expect(await inPostgres(...toPostgres)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("copied 1 object; 7 were there already\n"),
      stderr: expect.stringContaining("1 object could not be copied."),
    });
    expect(await done(inPostgres("ls"))).toContain("only/");
    expect(await done(inPostgres("describe", "owned"))).toContain("owner = you");
    await done(inPostgres("drop-namespace", "owned", "--cascade", "--yes"));
    await done(inPostgres("drop-namespace", "only", "--yes"));
    await done(inPostgres(...toPostgres));
  });

  test("does not copy a protected object to a folder, and says how to go on", async () => {
    await done(inPostgres("create-namespace", "kept/below", "--parents"));
    await done(inPostgres("create-namespace", "free"));
    await done(inPostgres("protect", "kept"));
    const { code, stdout } = await inPostgres(...toFolder);
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      '! kept cannot be copied: a folder protects nothing, so that its property lancetree.protected would be lost. "lancetree unprotect kept" removes that from the database; then copy again.',
      "! kept/below cannot be copied: its namespace cannot be copied.",
      expect.stringMatching(/^copied 1 object; /),
      "",
    ]);
    await done(inPostgres("unprotect", "kept"));
    expect(await done(inPostgres(...toFolder))).toMatch(/^copied 2 objects; /);
  });

  test("lists what cannot be copied, and copies the rest", async () => {
    // Random, because the database compresses the entries of its index.
    const long = Array.from({ length: 16 }, (_, index) => `${index}${randomBytes(95).toString("hex")}`);
    await done(inFolder("create-namespace", long.join("/"), "--parents"));
    await done(inFolder("create-namespace", "beside"));
    const { code, stdout } = await inPostgres(...toPostgres, "--json");
    expect(code).toBe(1);
    const records = jsonLines(stdout) as { path: string[]; outcome: string; message: string | null }[];
    const copied = records.filter(({ outcome }) => outcome === "copied");
    expect(copied).toContainEqual({ path: ["beside"], outcome: "copied", message: null });
    const others = records.filter(({ outcome }) => outcome !== "copied");
    const depths = others.map(({ path }) => path.length);
    expect(depths).toEqual(Array.from({ length: depths.length }, (_, index) => 17 - depths.length + index));
    expect(others[0]?.message).toContain("The path is too long");
    expect(others[1]?.message).toMatch(/cannot be copied: its namespace cannot be copied\.$/);
  });
});

test.each([
  [["copy"], "pass --from dir --to postgres, or --from postgres --to dir"],
  [["copy", "--from", "dir", "--to", "dir"], "pass --from dir --to postgres"],
  [["copy", "--from", "rest", "--to", "dir"], "dir"],
  [toPostgres, "pass --root DIR and --postgres URL"],
])("%j is refused", async (words, hint) => {
  expect(await inFolder(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(hint) });
});
