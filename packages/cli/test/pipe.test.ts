/** Every command with pipes for streams, as a script runs it. */
import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { useCatalogFolder, writeLanceTable } from "./support/catalog-folder.ts";
import { programArguments } from "./support/program.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const run = (...words: string[]): Promise<PipedResult> => runPiped(words, folder.environment);

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function json(...words: string[]): Promise<unknown[]> {
  return jsonLines(await done(...words, "--json"));
}

beforeAll(async () => {
  await done("create-namespace", "prod/search", "--parents", "--property", "owner=search-team");
  await done("create-table", "prod/search/user", "--from", join(folder.path, "users.csv"));
});

test("escape sequences do not reach a pipe", async () => {
  const commands = [
    ["tree"],
    ["ls"],
    ["describe", "prod/search/user"],
    ["query", "prod/search/user"],
    ["--help"],
  ];
  for (const words of commands) {
    const { stdout, stderr } = await run(...words);
    expect(stdout).not.toBe("");
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  }
});

describe("JSON", () => {
  test("tree", async () => {
    expect(await json("tree")).toEqual([
      { kind: "namespace", path: ["prod"] },
      { kind: "namespace", path: ["prod", "search"] },
      { kind: "table", path: ["prod", "search", "user"] },
    ]);
    expect(await json("tree", "/", "--depth", "1")).toEqual([{ kind: "namespace", path: ["prod"] }]);
    expect(await json("tree", "prod/search")).toEqual([{ kind: "table", path: ["prod", "search", "user"] }]);
  });

  test("ls", async () => {
    const user = { kind: "table", name: "user", path: ["prod", "search", "user"] };
    expect(await json("ls", "prod/search")).toEqual([user]);
    expect(await json("ls", "prod/search", "--long")).toEqual([
      { ...user, version: 1, rows: 3, columns: 3, problem: null },
    ]);
    expect(await json("ls", "prod", "-l")).toEqual([
      {
        kind: "namespace",
        name: "search",
        path: ["prod", "search"],
        version: null,
        rows: null,
        columns: null,
        problem: null,
      },
    ]);
  });

  test("describe", async () => {
    expect(await json("describe", "/")).toEqual([
      { kind: "namespace", path: [], namespaces: 1, tables: 0, properties: {} },
    ]);
    expect(await json("describe", "prod/search")).toEqual([
      {
        kind: "namespace",
        path: ["prod", "search"],
        namespaces: 0,
        tables: 1,
        properties: { owner: "search-team" },
      },
    ]);
    expect(await json("describe", "prod/search/user")).toEqual([
      {
        kind: "table",
        path: ["prod", "search", "user"],
        location: expect.stringMatching(/^file:\/\/.*_prod\$search\$user$/),
        version: 1,
        rows: 3,
        columns: [
          { name: "id", type: "int64", nullable: true },
          { name: "name", type: "utf8", nullable: true },
          { name: "vector", type: "float32[2]", nullable: true },
        ],
        properties: {},
        declared: false,
      },
    ]);
  });

  test("query", async () => {
    const bob = { id: 2, name: "bob", vector: [0.3, 0.5] };
    expect(await json("query", "prod/search/user", "--where", "name = 'bob'")).toEqual([bob]);
    expect(await json("query", "prod/search/user", "--vector=0.3,0.5", "--limit", "1")).toEqual([
      { ...bob, _distance: 0 },
    ]);
    expect(
      await json("query", "prod/search/user", "--columns", "id", "--offset", "1", "--limit", "1"),
    ).toEqual([{ id: 2 }]);
    expect(await json("query", "prod/search/user", "--where", "id > 9")).toEqual([]);
    const cosine = await json(
      "query",
      "prod/search/user",
      "--vector=[1, 1]",
      "--distance",
      "cosine",
      "--vector-column",
      "vector",
      "--limit",
      "1",
    );
    expect(cosine).toEqual([expect.objectContaining({ name: "carol" })]);
  });

  test("commands that change a catalog, and the result", async () => {
    expect(await json("create-namespace", "a/b", "-p", "--property", "k=v=w")).toEqual([
      { path: ["a", "b"], properties: { k: "v=w" }, outcome: "created" },
    ]);
    expect(await json("create-namespace", "a/b", "--mode", "exist_ok")).toEqual([
      { path: ["a", "b"], properties: { k: "v=w" }, outcome: "kept" },
    ]);
    const created = { path: ["a", "t"], version: 1, rows: 3, columns: expect.any(Array) as unknown };
    const from = ["--from", join(folder.path, "users.csv")];
    expect(await json("create-table", "a/t", ...from)).toEqual([
      { ...created, created: true, inferred: true, notes: [], outcome: "created" },
    ]);
    expect(await json("create-table", "a/t", ...from, "--mode", "exist_ok")).toEqual([
      { ...created, created: false, inferred: false, notes: [], outcome: "kept" },
    ]);
    expect(await json("rename", "a/t", "a/b/u")).toEqual([{ from: ["a", "t"], to: ["a", "b", "u"] }]);
    const [gone] = await json("deregister", "a/b/u");
    expect(gone).toEqual({
      path: ["a", "b", "u"],
      location: expect.stringMatching(/^[0-9a-f]{16}_/),
      properties: {},
    });
    const { location } = gone as { location: string };
    expect(await json("register", "a/back", location, "--property", "k=v")).toEqual([
      { path: ["a", "back"], location, properties: { k: "v" }, outcome: "created" },
    ]);
    expect(await json("query", "a/back", "--columns", "name", "--limit", "1")).toEqual([{ name: "alice" }]);
    expect(await json("drop-table", "a/back", "--yes")).toEqual([{ path: ["a", "back"], dropped: true }]);
    expect(await json("drop-table", "a/back", "--yes", "--if-exists")).toEqual([
      { path: ["a", "back"], dropped: false },
    ]);
    expect(await json("drop-namespace", "a", "--cascade", "-y")).toEqual([{ path: ["a"], dropped: true }]);
    expect(await json("drop-namespace", "a", "--if-exists", "-y")).toEqual([{ path: ["a"], dropped: false }]);
    await expect(stat(join(folder.root, location))).rejects.toThrow("ENOENT");
  });

  test("an error is one line that says what to do", async () => {
    const { code, stdout, stderr } = await run("describe", "prod/nothing", "--json");
    expect([code, stdout]).toEqual([3, ""]);
    expect(jsonLines(stderr)).toEqual([
      {
        error: {
          name: "TableNotFoundError",
          code: 4,
          message: expect.stringContaining("prod/nothing"),
          hint: '"lancetree tree" shows what is there',
          exit_code: 3,
        },
      },
    ]);
  });
});

describe("commands that cannot be undone", () => {
  const destructive = [
    ["drop-namespace", "kept", "--cascade"],
    ["drop-table", "kept/t"],
    ["create-namespace", "kept", "--mode", "overwrite"],
    ["create-table", "kept/t", "--mode", "overwrite", "--from"],
    ["register", "kept/t", "tables/other.lance", "--mode", "overwrite"],
    ["apply", "--prune"],
  ];

  beforeAll(async () => {
    await done("create-namespace", "kept");
    await done("create-table", "kept/t", "--from", join(folder.path, "users.csv"));
    await writeFile(join(folder.path, "empty.toml"), "format = 1\n");
  });

  test.each(destructive)("%s %s is rejected without a terminal", async (...words) => {
    const file = { "--from": "users.csv", "--prune": "empty.toml" }[words.at(-1) ?? ""];
    const { code, stderr } = await run(...words, ...(file ? [join(folder.path, file)] : []));
    expect(code).toBe(10);
    expect(stderr).toMatch(
      /\? There is no terminal for the confirmation; nothing was changed\.\nnext: {2}add --yes/,
    );
    expect(await json("query", "kept/t", "--columns", "id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });
});

describe("export and apply", () => {
  test("a tree is copied to another folder with its data, and a second apply changes nothing", async () => {
    const file = join(folder.path, "tree.toml");
    await done("export", "prod", "--to", file);
    const text = await readFile(file, "utf8");
    expect(text).toContain('below = "prod"');
    expect(text).toMatch(/path = "prod\/search\/user"\nlocation = "[0-9a-f]{16}_prod\$search\$user"/);
    expect(await done("export", "prod")).toBe(text);
    expect((await run("export", "--to", file)).code).toBe(4);

    const other = join(folder.path, "other");
    const [, location = ""] = /location = "(.+)"/.exec(text) ?? [];
    const environment = { ...folder.environment, LANCETREE_ROOT: other };
    const apply = (...words: string[]): Promise<PipedResult> =>
      runPiped(["apply", file, ...words], environment);
    const early = await apply("--yes");
    expect([early.code, early.stderr]).toEqual([
      6,
      expect.stringContaining(`There is no data for prod/search/user at ${location}.`),
    ]);
    expect((await runPiped(["tree", "--json"], environment)).stdout).toBe("");

    await mkdir(other, { recursive: true });
    await writeLanceTable(join(other, location));
    const planned = await apply("--dry-run", "--json");
    expect(jsonLines(planned.stdout)).toEqual([
      { action: "create-namespace", path: ["prod"], location: null, properties: {}, done: false },
      {
        action: "create-namespace",
        path: ["prod", "search"],
        location: null,
        properties: { owner: "search-team" },
        done: false,
      },
      { action: "register", path: ["prod", "search", "user"], location, properties: {}, done: false },
    ]);
    expect((await apply("--yes")).stdout).toContain("done: 3 changes");
    expect((await runPiped(["query", "prod/search/user", "--json"], environment)).stdout).toBe(
      '{"id":1,"name":"alice"}\n{"id":2,"name":"bob"}\n',
    );
    expect((await apply("--yes")).stdout).toBe("nothing to do: the catalog has everything in the file\n");
    expect((await runPiped(["export", "prod"], environment)).stdout).toBe(text);
  });

  test("--prune removes what the file does not contain, and keeps data and everything outside", async () => {
    const file = join(folder.path, "prune.toml");
    await done("create-namespace", "team/old/older", "--parents");
    await done("create-table", "team/old/t", "--from", join(folder.path, "users.csv"));
    await writeFile(file, 'format = 1\nbelow = "team"\n');
    expect(await done("apply", file, "--yes")).toContain("nothing to do");
    const lines = await json("apply", file, "--prune", "--yes");
    expect(lines.slice(3)).toEqual([
      {
        action: "deregister",
        path: ["team", "old", "t"],
        location: expect.any(String) as unknown,
        properties: {},
        done: true,
      },
      {
        action: "drop-namespace",
        path: ["team", "old", "older"],
        location: null,
        properties: {},
        done: true,
      },
      { action: "drop-namespace", path: ["team", "old"], location: null, properties: {}, done: true },
    ]);
    const { location } = lines[0] as { location: string };
    expect((await stat(join(folder.root, location))).isDirectory()).toBe(true);
    expect(await json("tree", "team")).toEqual([]);
    expect(await json("describe", "team")).toHaveLength(1);
    expect(await json("ls", "prod")).toHaveLength(1);
    await rm(join(folder.root, location), { recursive: true });
  });

  test("an object that differs from the file is a conflict, and nothing is changed", async () => {
    const file = join(folder.path, "conflict.toml");
    await writeFile(
      file,
      [
        "format = 1",
        '[[namespace]]\npath = "fresh"',
        '[[namespace]]\npath = "prod/search"\nproperties = { owner = "else" }',
        '[[namespace]]\npath = "prod/search/user"',
        '[[table]]\npath = "prod"\nlocation = "x"',
        '[[table]]\npath = "lost/t"\ndeclared = true',
      ].join("\n"),
    );
    const { code, stderr } = await run("apply", file, "--yes");
    expect(code).toBe(6);
    expect(stderr).toContain("prod/search has other properties (owner), which this command does not change.");
    expect(stderr).toContain("prod/search/user is a table, not a namespace.");
    expect(stderr).toContain("prod is a namespace, not a table.");
    expect(stderr).toContain("lost/t has no namespace: lost is neither in the catalog nor in the file.");
    expect(await done("ls")).not.toContain("fresh");
  });

  test("a part of a tree needs its parent namespace", async () => {
    const file = join(folder.path, "part.toml");
    await writeFile(file, 'format = 1\nbelow = "gone/part"\n[[namespace]]\npath = "gone/part"\n');
    expect((await run("apply", file, "--yes")).code).toBe(3);
    expect(await done("ls")).not.toContain("gone");
  });

  test.each([
    ["format = 2", /must contain "format = 1"/],
    ["format = 1\nx", /not valid TOML/],
    ["format = 1\ntabel = []", /unknown key "tabel"; did you mean "table"/],
    ['format = 1\n[[table]]\npath = "t"', /"t" needs a "location", or "declared = true"/],
    ['format = 1\n[[namespace]]\npath = "a"\n[[table]]\npath = "a"\ndeclared = true', /"a" occurs twice/],
    ['format = 1\nbelow = "a"\n[[namespace]]\npath = "b"', /"b" is not below "a"/],
    [
      'format = 1\n[[namespace]]\npath = "a"\nproperties = { n = 1 }',
      /property "n" of the namespace "a" must be a string/,
    ],
  ])("the file %j is refused", async (text, message) => {
    const file = join(folder.path, "wrong.toml");
    await writeFile(file, text);
    const { code, stderr } = await run("apply", file);
    expect(code).toBe(5);
    expect(stderr).toMatch(message);
  });
});

describe("as a process", () => {
  const inShell = (line: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync("bash", ["-c", `set -o pipefail; ${line}`], {
      encoding: "utf8",
      env: { ...folder.environment, LT: [process.execPath, ...programArguments].join(" ") },
    });

  test("a reader that closes the pipe ends it silently", () => {
    expect(inShell("$LT completion bash | head -n 1")).toMatchObject({
      status: 0,
      stdout: "# bash completion for lancetree\n",
      stderr: "",
    });
    expect(inShell("$LT tree | true")).toMatchObject({ status: 0, stderr: "" });
  });

  test("a command that changes several objects continues without a reader", async () => {
    const file = join(folder.path, "many.toml");
    const entries = Array.from({ length: 40 }, (_, index) => `[[namespace]]\npath = "many${index}"\n`);
    await writeFile(file, `format = 1\n${entries.join("")}`);
    expect(inShell(`$LT apply ${file} --yes | true`)).toMatchObject({ status: 0, stderr: "" });
    expect((await done("ls")).match(/many\d+/g)).toHaveLength(40);
  });

  test("the exit code and both streams reach the shell", () => {
    const { status, stdout, stderr } = inShell("$LT ls nothing");
    expect([status, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^error: .*nothing.* \(NamespaceNotFoundError, 1\)\nnext: {2}"lancetree tree"/);
  });
});
