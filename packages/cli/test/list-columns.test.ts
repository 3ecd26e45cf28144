/** Vectors in Parquet and Arrow files of pandas and Polars, which store them as lists; `files/make-lists.py` made them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Field, Float64, List, Table, tableToIPC, vectorFromArray } from "apache-arrow-21";
import { describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { jsonLines, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
let made = 0;

const file = (program: string): string =>
  fileURLToPath(new URL(`files/lists-${program}.parquet`, import.meta.url));

interface Created {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly notes: readonly string[];
}

async function create(program: string, ...types: string[]): Promise<Created & { readonly table: string }> {
  const table = `t${made++}`;
  const words = types.flatMap((type) => ["--type", type]);
  const { code, stdout, stderr } = await runPiped(
    ["create-table", table, "--from", file(program), "--json", ...words],
    folder.environment,
  );
  expect(code, stderr).toBe(0);
  return { table, ...(jsonLines(stdout)[0] as Created) };
}

const typesOf = ({ columns }: Created): unknown =>
  Object.fromEntries(columns.map(({ name, type }) => [name, type]));

describe.each(["pandas", "polars"])("a file of %s", (program) => {
  test("lists stay lists, and a note says how to turn those of one length into vectors", async () => {
    const { notes } = await create(program);
    const note = (name: string): string =>
      `column "${name}" contains lists, and query --vector searches only vectors; all lists have 2 numbers, so --type '${name}=float32[2]' turns them into vectors`;
    expect(notes).toEqual([note("v"), note("w")]);
  });

  test("--type creates vectors that can be searched", async () => {
    const created = await create(program, "v=float32[2]", "w=vector:2");
    expect(typesOf(created)).toMatchObject({ id: "int64", v: "float32[2]", w: "float32[2]" });
    expect(created.notes).toEqual([]);
    const words = ["query", created.table, "--vector=3,4", "--vector-column", "v", "--limit", "1", "--json"];
    const { stdout } = await runPiped(words, folder.environment);
    expect(jsonLines(stdout)).toEqual([
      { id: 2, v: [3, 4], w: null, tags: [3], mixed: [1.5, 2.5], _distance: 0 },
    ]);
    const again = await runPiped(["insert", created.table, "--from", file(program)], folder.environment);
    expect(again.stdout).toBe(`table ${created.table}: 3 rows appended, 6 rows now\n`);
  });

  test("float64 is kept on request", async () => {
    expect(typesOf(await create(program, "w=float64[2]"))).toMatchObject({ w: "float64[2]" });
  });
});

test.each([
  [["mixed=float32[2]"], 5, 'row 1 of column "mixed" has 1 numbers, not 2.'],
  [["tags=float32[2]"], 5, 'row 2 of column "tags" has 1 numbers, not 2.'],
  [["id=float32[2]"], 5, 'column "id" of type int64 does not contain lists of numbers.'],
  [
    ["v=float16[2]"],
    5,
    'column "v" contains lists of float32, which cannot be turned into vectors of float16.',
  ],
  [["v=utf8"], 2, "contains the types of its columns; --type can only turn its lists into vectors."],
  [["v=int8[2]"], 2, "contains the types of its columns; --type can only turn its lists into vectors."],
  [["nosuch=float32[2]"], 2, '--type names the column "nosuch"'],
])("%j is refused, and nothing is left", async (types, code, message) => {
  const words = ["create-table", "refused", "--from", file("pandas")];
  const { code: exit, stderr } = await runPiped(
    [...words, ...types.flatMap((type) => ["--type", type])],
    folder.environment,
  );
  expect([exit, stderr]).toEqual([code, expect.stringContaining(message)]);
  expect((await runPiped(["ls"], folder.environment)).stdout).not.toContain("refused");
});

test("lists are appended to vectors, and one of another length is rejected with its row", async () => {
  const { table } = await create("pandas", "v=float32[2]");
  const insert = ["insert", table, "--from"];
  const other = await create("pandas", "v=float64[2]");
  const run = (...words: string[]): ReturnType<typeof runPiped> => runPiped(words, folder.environment);
  expect((await run(...insert, file("polars"))).stderr).toBe("");
  await run("insert", other.table, "--from", file("polars"));
  expect(jsonLines((await run("query", other.table, "--columns", "v", "--json")).stdout)).toEqual(
    [1, 3, 5, 1, 3, 5].map((first) => ({ v: [first, first + 1] })),
  );
  const three = join(folder.path, "three.arrow");
  const lists = vectorFromArray([[1, 2], [3]], new List(new Field("item", new Float64(), true)));
  await writeFile(three, tableToIPC(new Table({ v: lists }), "file"));
  const { code, stderr } = await run(...insert, three);
  expect([code, stderr]).toEqual([
    5,
    `error: ${three}: row 2 of column "v" has 1 numbers, not 2.\nnext:  correct the file; nothing was changed\n`,
  ]);
  expect(jsonLines((await run("describe", table, "--json")).stdout)).toMatchObject([{ rows: 6, version: 2 }]);
});

test("the hint of a search on lists says how to create vectors", async () => {
  const { table } = await create("pandas");
  const { stderr } = await runPiped(["query", table, "--vector=1,2"], folder.environment);
  expect(stderr).toContain("create-table --type COLUMN=float32[N] turns lists of N numbers into vectors");
});
