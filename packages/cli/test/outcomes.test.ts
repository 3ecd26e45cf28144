/** What commands report about objects that existed before, about truncated output, and about several problems. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { useCatalogFolder, writeLanceTable } from "./support/catalog-folder.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const run = (...words: string[]): Promise<PipedResult> => runPiped(words, folder.environment);

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect(code, stderr).toBe(0);
  return stdout;
}

const users = (): string => join(folder.path, "users.csv");

describe("created, kept, replaced", () => {
  test("a namespace", async () => {
    const create = (mode: string): Promise<string> => done("create-namespace", "n", "--mode", mode, "--yes");
    expect(await create("overwrite")).toBe("namespace n created\n");
    expect(await create("exist_ok")).toBe("namespace n already exists and was not changed\n");
    expect(await create("overwrite")).toBe("namespace n replaced\n");
    expect(await done("create-namespace", "m", "--mode", "exist_ok")).toBe("namespace m created\n");
    expect(await done("drop-namespace", "m", "--if-exists", "--yes")).toBe("namespace m dropped\n");
    // No data would be lost, so there is no question.
    expect(await done("drop-namespace", "m", "--if-exists")).toBe("namespace m does not exist\n");
  });

  test("a table", async () => {
    const create = (mode: string): Promise<string> =>
      done("create-table", "t", "--from", users(), "--mode", mode, "--yes");
    expect(await create("overwrite")).toMatch(/^table t created: 3 rows/);
    expect(await create("exist_ok")).toMatch(/^table t already exists and was not changed: 3 rows/);
    expect(await create("overwrite")).toMatch(/^table t replaced: 3 rows/);
    expect(await done("drop-table", "t", "--if-exists", "--yes")).toBe("table t dropped\n");
    expect(await done("drop-table", "t", "--if-exists")).toBe("table t does not exist\n");
    expect(await done("drop-table", "no/where/t", "--if-exists")).toBe("table no/where/t does not exist\n");
  });

  test("a name that is given to another table keeps the data of the former one", async () => {
    await done("create-table", "named", "--from", users());
    await writeLanceTable(join(folder.root, "tables", "other.lance"));
    const words = ["register", "named", "tables/other.lance", "--mode", "overwrite"];
    const { code, stderr } = await run(...words);
    const [, former = ""] =
      /named is the table at (\S+); its data stays there without a name\./.exec(stderr) ?? [];
    expect([code, former]).toEqual([10, expect.stringMatching(/named/)]);
    expect(await done(...words, "--yes")).toBe(
      `table named registered at tables/other.lance\nthe data that had this name stays at ${former}\n`,
    );
    expect(await done("register", "again", former)).toBe(`table again registered at ${former}\n`);
    expect(await done("query", "again", "--columns", "name", "--limit", "1", "--json")).toBe(
      '{"name":"alice"}\n',
    );
    expect(jsonLines(await done(...words, "--yes", "--json"))).toMatchObject([{ outcome: "replaced" }]);
  });
});

describe("create-table validates the path before it reads the file", () => {
  test("--parents creates the namespaces above; without it their absence is reported before the file is read", async () => {
    const damaged = join(folder.path, "damaged.parquet");
    await writeFile(damaged, "PAR1 and nothing else");
    expect((await run("create-table", "new/deep/t", "--from", damaged)).code).toBe(3);
    await done("create-table", "taken", "--from", users());
    expect((await run("create-table", "taken", "--from", damaged)).code).toBe(4);
    await done("create-namespace", "space");
    expect((await run("create-table", "space", "--from", damaged)).code).toBe(4);
    expect((await run("create-table", "new/deep/t", "--from", damaged, "--parents")).code).toBe(5);
    expect(await done("ls")).not.toContain("new/");
    expect(await done("create-table", "new/deep/t", "--from", users(), "-p")).toMatch(
      /^table new\/deep\/t created/,
    );
  });
});

describe("truncated output", () => {
  beforeAll(async () => {
    const names = Array.from({ length: 2000 }, (_, index) => `column${index}`);
    await writeFile(join(folder.path, "wide.csv"), `${names.join(",")}\n${names.map(() => "1").join(",")}\n`);
  });

  test("the first of 2,000 columns, and the number of the others", async () => {
    const created = await run("create-table", "wide", "--from", join(folder.path, "wide.csv"));
    expect(created.stdout.split("\n")).toHaveLength(1 + 40 + 1);
    expect(created.stderr).toContain("1960 more columns; --json shows all\n");
    const described = await run("describe", "wide");
    expect(described.stdout).toMatch(/columns {3}2000\n/);
    expect(described.stdout).toMatch(/column39 +int64\n$/);
    expect(described.stderr).toBe("1960 more columns; --json shows all\n");
    const queried = await run("query", "wide");
    expect(queried.stdout).toMatch(/^column0 .* column39\n1 .* 1\n$/);
    expect(queried.stderr).toBe("1 row\n1960 more columns; --columns shows others, --json all\n");
    const [row] = jsonLines(await done("query", "wide", "--json"));
    expect(Object.keys(row as object)).toHaveLength(2000);
    const [table] = jsonLines(await done("describe", "wide", "--json")) as { columns: unknown[] }[];
    expect(table?.columns).toHaveLength(2000);
  });

  test('"more" only if there is more', async () => {
    await done("create-table", "three", "--from", users());
    const note = async (...words: string[]): Promise<string> =>
      (await run("query", "three", ...words)).stderr;
    expect(await note("--limit", "3")).toBe("3 rows\n");
    expect(await note("--limit", "2")).toBe("2 rows; there are more, --limit and --offset show them\n");
    expect(await note("--limit", "2", "--offset", "1")).toBe("2 rows\n");
    expect(await note("--vector=0.1,0.2", "--limit", "3")).toBe("3 rows\n");
    expect(await note("--vector=0.1,0.2", "--limit", "1")).toMatch(/^1 row; there are more/);
    expect(jsonLines(await done("query", "three", "--limit", "2", "--json"))).toHaveLength(2);
  });
});

describe("the names that --columns takes", () => {
  test("commas in a JSON list", async () => {
    await writeFile(join(folder.path, "comma.csv"), '"a,b",c\n1,2\n');
    await done("create-table", "comma", "--from", join(folder.path, "comma.csv"));
    expect(await done("query", "comma", "--columns", '["a,b"]', "--json")).toBe('{"a,b":1}\n');
  });

  test.each([
    ["a,,b", "--columns takes names separated by commas; one of them is empty."],
    ["[]", "--columns takes names separated by commas; one of them is empty."],
    ["a,a", '--columns names "a" twice.'],
    ["[1]", 'The value of --columns begins with "[" and is not a JSON array of names.'],
  ])("%s is refused", async (names, message) => {
    const { code, stderr } = await run("query", "t", "--columns", names);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${message}\n`)]);
  });
});

test("each problem of a message has its own line", async () => {
  const config = join(folder.path, "federation.toml");
  await writeFile(config, '[federated_dbs.a]\nkind = "x"\n[federated_dbs.b]\nkind = "y"\n');
  const { code, stderr } = await run("serve", "--config", config, "--port", "0");
  expect(code).not.toBe(0);
  expect(stderr).not.toContain("\\u000a");
  expect(stderr).not.toContain("\\n");
  const lines = stderr.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.slice(1, -1).every((line) => line.startsWith("       "))).toBe(true);
});
