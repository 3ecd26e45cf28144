/** Every command as a process in a pseudo-terminal: the examples of the help, one after the other, and the questions. */
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pnpmProject } from "../../../installed/product/pnpm-project.ts";
import { commands } from "../src/commands.ts";
import { useCatalogFolder, writeLanceTable } from "./support/catalog-folder.ts";
import { product, wordsOf } from "./support/program.ts";
import { runInTerminal } from "./support/run-in-terminal.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const pnpm = `${await pnpmProject(["@lancetree/cli", "@electric-sql/pglite@^0.5.0"])}/node_modules/@lancetree/cli/dist/main.js`;

/** What the catalog in a folder refuses: `test/server/postgres.suite.ts` runs these examples on a catalog in PostgreSQL. */
const needsDatabase = /needs a catalog in PostgreSQL/;

/** What the terminal shows after an example: enough to see that the example worked. */
const expected: Readonly<Record<string, readonly RegExp[]>> = {
  "create-namespace": [/namespace prod created/, /namespace prod\/search created/],
  "create-table": [
    /prod\/search\/user created: 3 rows, 3 columns, their types inferred\n {2}id {2}int64/,
    /item created: 5 rows/,
  ],
  tree: [/catalog\n└─ prod\n {3}└─ search\n {6}├─ item\n {6}└─ user\n/, /prod\n└─ search\n/],
  ls: [/^item\nuser\n$/, /NAME +VERSION +ROWS +COLUMNS\nitem +1 +5 +2\nuser +1 +3 +3\n/],
  describe: [
    /namespace +prod\/search\nholds +0 namespaces, 2 tables\nproperty +owner = search-team/,
    /rows +3\n\nCOLUMN +TYPE\nid +int64\n/,
  ],
  query: [
    /id +name\n2 +bob\n3 +carol\n2 rows/,
    /^\{"id":1,"name":"alice","vector":\[0.1,0.2\],"_distance":0\}\n\{"id":2/,
  ],
  insert: [/table prod\/search\/user: 3 rows appended, 6 rows now/],
  "create-index": [
    /index name_idx created on name of prod\/search\/user {2}FTS/,
    /index vector_idx created on vector .* {2}IVF_FLAT/,
    /index id_idx created on id .* {2}BTREE/,
  ],
  rename: [/item renamed to prod\/search\/product/, /renamed to prod\/product/],
  check: [/nothing found in/],
  maintain: [/are complete\n.*needs no compaction\n0 folders removed\n$/, /0 old versions removed/],
  export: [
    /\[\[table\]\]\npath = "prod\/product"\nlocation = "[0-9a-f]{16}_/,
    /2 namespaces and 2 tables written to catalog.toml/,
  ],
  apply: [/nothing to do/, /nothing to do/],
  copy: [/copied 4 objects; 0 were there already/, /equal: 4 objects in both catalogs/],
  deregister: [/prod\/product deregistered\nits data stays at [0-9a-f]{16}_/],
  register: [/prod\/people registered at tables\/people.lance/],
  "drop-table": [/prod\/search\/user dropped/],
  "drop-namespace": [/prod\/search dropped/, /prod dropped/],
  dropped: [needsDatabase],
  undrop: [needsDatabase, needsDatabase],
  purge: [needsDatabase],
  protect: [needsDatabase],
  unprotect: [needsDatabase],
  ui: [/ui\/#token=/, /http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/ui\/#token=[\w-]{43}\n/],
  serve: [/http:\/\/127\.0\.0\.1:\d+/],
  keys: [/.+\n/, /ann/, /.*/],
  completion: [/complete -F _lancetree lancetree/],
};

/** The other commands print data for scripts, or output without anything to color. */
const colored = new Set([
  "create-namespace",
  "create-table",
  "tree",
  "ls",
  "describe",
  "query",
  "insert",
  "create-index",
  "rename",
  "check",
  "copy",
  "deregister",
  "register",
  "drop-table",
  "drop-namespace",
]);

// The examples run in the order of the table, on one catalog.
describe.sequential.each([
  ["npm", product.cli],
  ["pnpm", pnpm],
])("examples of the help, installed by %s", (_installer, program) => {
  const catalog = useCatalogFolder();

  beforeAll(async () => {
    await mkdir(join(catalog.root, "tables"), { recursive: true });
    await writeLanceTable(join(catalog.root, "tables", "people.lance"));
    await copyFile(new URL("files/items.parquet", import.meta.url), join(catalog.path, "items.parquet"));
  });

  test("every command has one", () => {
    expect(commands.filter(({ examples }) => examples.length === 0)).toEqual([]);
    expect(Object.keys(expected).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  const all = commands.flatMap(({ name, examples }) =>
    examples.map((example, index) => ({ name, line: example.line, shows: expected[name]?.[index] })),
  );

  test.each(all)("$line", async ({ name, line, shows }) => {
    const typed = ["serve", "ui"].includes(name) ? [[/listens|http/, "\u0003"] as const] : [];
    const { environment, path } = catalog;
    const words = wordsOf(line).slice(1);
    const { code, text, hasColor } = await runInTerminal(words, {
      folder: path,
      environment,
      program,
      typed,
    });
    expect(code, text).toBe(shows === needsDatabase ? 9 : 0);
    expect(shows, "an example without an expectation").toBeDefined();
    expect(text).toMatch(shows!);
    const wantsColor = colored.has(name) || line.includes("keys list") || shows === needsDatabase;
    expect(hasColor, "color").toBe(wantsColor && !line.includes("--json"));
  });
});

describe("questions", () => {
  const inTerminal = (words: string[], reply: string) =>
    runInTerminal(words, {
      folder: folder.path,
      environment: folder.environment,
      typed: [[/\[y\/N\] /, reply]],
    });

  test("no, an empty reply, and the end of the input change nothing; yes proceeds", async () => {
    await runPiped(["create-namespace", "asked/below", "--parents"], folder.environment);
    for (const reply of ["n\r", "\r", "\u0004"]) {
      const { code, text } = await inTerminal(["drop-namespace", "asked", "--cascade"], reply);
      expect(text).toContain("Drop the namespace asked with 1 namespace and 0 tables in it");
      expect(text).toContain("Nothing was changed.");
      expect(code).toBe(10);
    }
    const { code, text } = await inTerminal(["drop-namespace", "asked", "--cascade"], "y\r");
    expect(text).toContain("dropped");
    expect(code).toBe(0);
  });

  test("Ctrl-C at a question ends it", async () => {
    await runPiped(["create-namespace", "kept", "--mode", "exist_ok"], folder.environment);
    const { code, text } = await inTerminal(["drop-namespace", "kept"], "\u0003");
    expect(text).toContain("Interrupted.");
    expect(code).toBe(130);
    expect((await runPiped(["ls"], folder.environment)).stdout).toContain("kept/\n");
  });

  test("apply shows the plan before it asks", async () => {
    const file = join(folder.path, "plan.toml");
    await writeFile(file, 'format = 1\n[[namespace]]\npath = "planned"\nproperties = { owner = "me" }\n');
    const { code, text } = await inTerminal(["apply", file], "y\r");
    expect(text).toMatch(
      /\+ namespace planned {2}owner = me\nMake this change\? \[y\/N\] y\ndone: 1 change\n$/,
    );
    expect(code).toBe(0);
  });
});

test("NO_COLOR turns color off in a terminal", async () => {
  const environment = { ...folder.environment, NO_COLOR: "1" };
  const { code, hasColor } = await runInTerminal(["ls"], { folder: folder.path, environment });
  expect(code).toBe(0);
  expect(hasColor).toBe(false);
});
