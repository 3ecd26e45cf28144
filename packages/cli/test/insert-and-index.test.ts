/** Rows that are appended to a table, and indices, on a folder and behind a server. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { beforeEach, describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
let environment: Record<string, string> = {};
let table = "";
let made = 0;

const run = (...words: string[]): Promise<PipedResult> => runPiped(words, environment);

async function done(...words: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await run(...words, "--json");
  expect(code, stderr).toBe(0);
  return jsonLines(stdout);
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

beforeEach(async () => {
  environment = { ...folder.environment };
  table = `t${made++}`;
  const text = 'id,zip,v,at,ok\n1,00501,"[1, 2]",2024-01-31T12:00:00.25,true\n';
  await done("create-table", table, "--from", await file("first.csv", text), "--type", "at=timestamp:ms");
});

/** Serves the folder until the work is done. */
async function behindServer(work: () => Promise<void>): Promise<void> {
  const directory = new DirectoryNamespace({ root: folder.root });
  const namespace = withTables(directory);
  const server = await serve(namespace, { port: 0 });
  environment = { PATH: process.env["PATH"] ?? "", LANCETREE_URI: server.url };
  try {
    await work();
  } finally {
    environment = { ...folder.environment };
    await server.close();
    await namespace.close();
    await directory.close();
  }
}

describe("insert", () => {
  const checks = async (): Promise<void> => {
    const csv = await file("more.csv", 'ok,zip,id,at\nNO,12345,2,2024-02-29\n"",,3,\n');
    expect(await done("insert", table, "--from", csv)).toEqual([
      { path: [table], inserted: 2, rows: 3, version: 2 },
    ]);
    const json = await file("more.jsonl", '{"id":4,"v":[3,4],"zip":7}\n');
    expect(await done("insert", table, "--from", json)).toMatchObject([{ inserted: 1, rows: 4 }]);
    expect(await done("query", table)).toEqual([
      { id: 1, zip: "00501", v: [1, 2], at: "2024-01-31T12:00:00.250", ok: true },
      { id: 2, zip: "12345", v: null, at: "2024-02-29T00:00:00.000", ok: false },
      { id: 3, zip: null, v: null, at: null, ok: null },
      { id: 4, zip: "7", v: [3, 4], at: null, ok: null },
    ]);
  };

  test("rows of text are converted to the types of the table's columns", async () => {
    await checks();
    expect(await done("query", table, "--columns", "id")).toHaveLength(4);
  });

  test("behind a server, too", async () => {
    await behindServer(checks);
    expect(await done("query", table, "--columns", "id")).toHaveLength(4);
  });

  test("Arrow files keep their types", async () => {
    const arrow = await file("more.arrow", tableToIPC(tableFromArrays({ id: BigInt64Array.of(9n) }), "file"));
    expect(await done("insert", table, "--from", arrow)).toMatchObject([{ inserted: 1, rows: 2 }]);
  });

  test("a value of another type is rejected with its line, and nothing is appended", async () => {
    const cases = [
      ["id\n2\nx\n", 'line 3: "x" in the column "id" is not a valid int64.'],
      ['id,v\n2,"[1, 2, 3]"\n', 'line 2: "[1, 2, 3]" in the column "v" has 3 values, not 2.'],
      ["id,name\n2,b\n", 'the table has no column "name".'],
      [
        "id,at\n2,2024-01-31T12:00:00.1234\n",
        'in the column "at" has more than 3 decimal places of a second.',
      ],
    ] as const;
    for (const [text, message] of cases) {
      const { code, stderr } = await run("insert", table, "--from", await file("bad.csv", text));
      expect([code, stderr]).toEqual([5, expect.stringContaining(message)]);
    }
    expect(
      (await run("insert", table, "--from", await file("bad.csv", "id\n"), "--type", "id=int8")).code,
    ).toBe(2);
    expect((await run("insert", "nothing", "--from", await file("bad.csv", "id\n1\n"))).code).toBe(3);
    expect(await done("query", table)).toHaveLength(1);
  });

  test("a file without rows appends none", async () => {
    expect(await done("insert", table, "--from", await file("none.csv", "id\n"))).toMatchObject([
      { inserted: 0, rows: 1 },
    ]);
  });

  test("a column of booleans that are null for thousands of rows", async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index},${index === 4999 ? "true" : ""}`);
    const csv = await file("late.csv", `id,ok\n${lines.join("\n")}\n`);
    expect(await done("insert", table, "--from", csv)).toMatchObject([{ inserted: 5000, rows: 5001 }]);
    expect(await done("query", table, "--where", "id = 4999", "--columns", "ok")).toEqual([{ ok: true }]);
    expect(await done("create-table", `${table}_late`, "--from", csv)).toMatchObject([
      { columns: [{ type: "int64" }, { type: "bool" }] },
    ]);
    expect(await done("query", `${table}_late`, "--where", "ok is null", "--limit", "9999")).toHaveLength(
      4999,
    );
  });
});

describe("create-index", () => {
  const checks = async (): Promise<void> => {
    const lines = Array.from({ length: 300 }, (_, index) => `${index},word${index},"[${index}, 1]"`);
    await done("insert", table, "--from", await file("words.csv", `id,zip,v\n${lines.join("\n")}\n`));
    expect(await done("create-index", table, "zip", "--type", "FTS")).toEqual([
      { path: [table], column: "zip", type: "FTS", name: "zip_idx" },
    ]);
    expect(await done("query", table, "--text", "word17", "--columns", "id")).toMatchObject([{ id: 17 }]);
    expect(await done("create-index", table, "id")).toMatchObject([{ type: "BTREE", name: "id_idx" }]);
    expect(
      await done("create-index", table, "v", "--parameter", "distance_type=cosine", "--name", "near"),
    ).toEqual([{ path: [table], column: "v", type: "IVF_PQ", name: "near" }]);
    const stemmed = ["--type", "FTS", "--name", "again", "--parameter", "stem=maybe"];
    const { code, stderr } = await run("create-index", table, "zip", ...stemmed);
    expect([code, stderr]).toEqual([5, expect.stringContaining("stem")]);
  };

  test("for text, for conditions, for vectors", async () => {
    await checks();
    expect(await done("query", table, "--text", "word9", "--columns", "id")).toMatchObject([{ id: 9 }]);
  });

  test("behind a server, too", async () => {
    await behindServer(checks);
    expect(await done("query", table, "--text", "word9", "--columns", "id")).toMatchObject([{ id: 9 }]);
  });

  test("missing columns, and types without an index", async () => {
    expect(await run("create-index", table, "zipp")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`has no column "zipp".\nnext:  did you mean "zip"?`) as unknown,
    });
    expect((await run("create-index", "nothing", "id")).code).toBe(3);
    expect((await run("create-index", table, "id", "--type", "TREE")).code).toBe(2);
    expect((await run("create-index", table, "id", "--parameter", "leafs=3")).stderr).toContain(
      'error: An index has no parameter "leafs".\n',
    );
    expect((await run("create-index", table, "v", "--type", "FTS")).code).not.toBe(0);
  });

  test("a hint about a missing index is a create-index command", async () => {
    await done("create-table", "few", "--from", await file("few.csv", 'text,v\nfox,"[1, 2]"\n'));
    expect((await run("query", "few", "--text", "fox")).stderr).toContain(
      'next:  "lancetree create-index PATH COLUMN --type FTS" creates that index\n',
    );
    expect((await run("create-index", "few", "v")).stderr).toContain(
      "next:  --type IVF_FLAT --parameter num_partitions=1",
    );
  });
});

test("a file of every type is appended to the table that was created from it", async () => {
  const values = fileURLToPath(new URL("files/values.arrow", import.meta.url));
  await done("create-table", "values", "--from", values);
  expect(await done("insert", "values", "--from", values)).toMatchObject([{ inserted: 3, rows: 6 }]);
  const csv = await file(
    "values.csv",
    "us,ns,cents,half,day\n2024-01-31,2024-01-31T00:00:00Z,1.05,0.5,2024-01-31\n",
  );
  expect(await done("insert", "values", "--from", csv)).toMatchObject([{ inserted: 1, rows: 7 }]);
  const selection = ["--columns", "us,ns,cents,half,day", "--offset", "6"];
  expect(await done("query", "values", ...selection)).toEqual([
    {
      us: "2024-01-31T00:00:00.000000",
      ns: "2024-01-31T00:00:00.000000000Z",
      cents: "1.05",
      half: 0.5,
      day: "2024-01-31",
    },
  ]);
});
