/**
 * Checks the READMEs: every TypeScript block is a complete program and type-checks, and the commands in `sh` blocks exist.
 * `installed/readme.test.ts` runs the programs.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withExpectations } from "./readme/expectations.ts";
import { snippetsOf } from "./readme/snippets.ts";
import { type CommandResult, readManifest, readPackages, root, runCommand } from "./workspace.ts";

const pages = [
  "README.md",
  "apps/demo/README.md",
  ...readPackages("packages").map(({ folder }) => `${folder}/README.md`),
];
const snippets = pages.flatMap((page) =>
  existsSync(join(root, page))
    ? snippetsOf(readFileSync(join(root, page), "utf8")).map((snippet) => ({ ...snippet, page }))
    : [],
);
const programs = snippets.filter(({ language }) => language === "ts");
const commands = snippets.filter(({ language }) => language === "sh");
const nameOf = ({ page, line }: { page: string; line: number }): string => `${page}, line ${line}`;

let scratch = "";

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "lancetree-readme-"));
  // Programs in this folder resolve the packages of the workspace as in a project that installed them.
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"), "junction");
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Runs a TypeScript file on the sources of the packages, in a new temporary folder. */
function runProgram(file: string): CommandResult {
  const tsx = import.meta.resolve("tsx");
  return runCommand(
    process.execPath,
    ["--conditions=@lancetree/source", "--import", tsx, file],
    mkdtempSync(join(scratch, "run-")),
  );
}

function typeCheck(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, root);
  const program = ts.createProgram([...files], {
    ...options,
    // A program of a README may declare names that it does not use.
    noUnusedLocals: false,
    typeRoots: [join(root, "node_modules", "@types")],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || files.some((path) => file.fileName.endsWith(path)))
    .map(({ file, start, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
      return `${file?.fileName ?? ""}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

describe("the README", () => {
  test("exists, with a program and a command", () => {
    const own = snippets.filter(({ page }) => page === "README.md").map(({ language }) => language);
    expect(own).toEqual(expect.arrayContaining(["ts", "sh"]));
  });
});

test("every TypeScript block of every README type-checks", () => {
  const files = programs.map((program, index) => {
    const file = `block-${index}.mts`;
    writeFileSync(join(scratch, file), program.code);
    return join(scratch, file);
  });
  const problems = typeCheck(files).map((problem) =>
    problem.replace(/^.*block-(\d+)\.mts:(\d+)/, (_match, index: string, line: string) => {
      const program = programs[Number(index)];
      return program === undefined ? _match : `${program.page}:${program.line + Number(line)}`;
    }),
  );
  expect(problems).toEqual([]);
});

test.each(commands.map((snippet) => [nameOf(snippet), snippet] as const))(
  "%s names commands and packages that exist",
  (_name, { code, page }) => {
    expect(unknownCommands(code, dirname(page))).toEqual([]);
  },
);

/** `pnpm` commands that are not a script of the root or of the folder, and names of Lancetree packages that do not exist. */
function unknownCommands(code: string, folder: string): string[] {
  const known = new Set([
    ...Object.keys(readManifest(folder).scripts ?? {}),
    ...Object.keys(readManifest(".").scripts ?? {}),
    "install",
    "changeset",
    ...readPackages("packages").map(({ manifest }) => manifest.name),
  ]);
  return [
    ...[...code.matchAll(/\bpnpm(?:@\d+)? ([a-z][\w:-]*)/g)].map((match) => match[1] ?? ""),
    ...[...code.matchAll(/@lancetree\/[\w-]+/g)].map((match) => match[0]),
  ].filter((name) => !known.has(name));
}

describe("these checks can fail", () => {
  test("a block is found with its line and the line above it", () => {
    const page = "<!-- demo output -->\n\n```ts\nconst a = 1;\n```\n";
    expect(snippetsOf(page)).toEqual([
      { language: "ts", code: "const a = 1;\n", line: 3, lineAbove: "<!-- demo output -->" },
    ]);
    expect(() => snippetsOf("```ts\nnever closed")).toThrow("never closed");
  });

  test("an unknown script or package is found", () => {
    expect(
      unknownCommands(
        "npx --yes pnpm@12 test\nnpx --yes pnpm@12 deploy\nnpm install @lancetree/nothing",
        ".",
      ),
    ).toEqual(["deploy", "@lancetree/nothing"]);
  });

  test("a type error is found", () => {
    const file = join(scratch, "wrong.mts");
    writeFileSync(file, 'import { x } from "@lancetree/core/nothing";\nexport const a: string = 1;\n');
    expect(typeCheck([file])).toHaveLength(2);
  });

  test.each([
    ["a result", '[1, 2].map(String); // ["1", "2"], as text', 0],
    ["a wrong result", '[1, 2].map(String); // ["1", "3"]', 1],
    ["a promised result", "await Promise.resolve({ a: 1n }); // => { a: 1 }", 0],
    ["a wrong promised result", "await Promise.resolve({ a: 1n }); // { a: 2 }", 1],
    ["a wrong constant", "const a = 1; // => 2", 1],
    ["a wrong printed value", "console.log([1]); // []", 1],
    ["prose", "Number(1); // one, or 2", 0],
  ])("the program with %s passes or fails accordingly", (name, code, status) => {
    const file = join(scratch, `${name.replaceAll(" ", "-")}.mts`);
    writeFileSync(file, withExpectations(code).code);
    expect(runProgram(file).status).toBe(status);
  });

  test("a result after a statement without a value is refused", () => {
    expect(() => withExpectations("const { a } = { a: 1 }; // [1]")).toThrow("cannot be checked");
    expect(() => withExpectations("[1]; // [1 and more")).toThrow("cannot be checked");
  });
});
