/** The help, the page that is generated from it, and the modules that it loads. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { cliDocs } from "../scripts/cli-docs.ts";
import { commands } from "../src/commands.ts";
import { commandHelp, overview } from "../src/help.ts";
import { runCli } from "../src/run-cli.ts";
import { programArguments } from "./support/program.ts";
import { runPiped } from "./support/run-piped.ts";

const createTable = commands.find(({ name }) => name === "create-table");

test("docs/cli.md has the content of the help; npx --yes pnpm@12 --filter @lancetree/cli generate writes it", () => {
  expect(readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")).toBe(cliDocs(commands));
});

test("every command prints its help in three ways", async () => {
  for (const { name, summary } of commands) {
    const { code, stdout } = await runPiped([name, "--help"], {});
    expect(code).toBe(0);
    expect(stdout).toMatch(`lancetree ${name}: ${summary}\n`);
    expect((await runPiped([name, "-h"], {})).stdout).toBe(stdout);
    expect((await runPiped(["help", name], {})).stdout).toBe(stdout);
  }
});

test("no line of the help is wider than a terminal of 120 columns", async () => {
  for (const words of [["--help"], ...commands.map(({ name }) => [name, "--help"])]) {
    const { stdout } = await runPiped(words, {});
    expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
  }
});

describe("the help is wrapped between words", () => {
  const pages = (width: number): string[] => [
    overview(commands, width),
    ...commands.map((command) => commandHelp(command, width)),
  ];

  test.each([50, 80, 100])("in %i columns", (width) => {
    for (const text of pages(width)) {
      // Lines that are typed are not wrapped: usage, flags and examples.
      const wide = text.split("\n").filter((line) => line.length > width && line.includes(" "));
      expect(wide.filter((line) => !/^(Usage: | {2}(-|#|lancetree ))/.test(line))).toEqual([]);
    }
  });

  test("no line of a paragraph has room for the next word", () => {
    const described = commands.filter(({ description }) => description !== undefined);
    expect(described.length).toBeGreaterThan(5);
    for (const command of described) {
      const [, , paragraph = ""] = commandHelp(command, 80).split("\n\n");
      const lines = paragraph.split("\n");
      const short = lines.slice(0, -1).filter((line, index) => {
        const [next = ""] = lines[index + 1]?.split(" ") ?? [];
        return line.length + 1 + next.length <= 80;
      });
      expect(short).toEqual([]);
    }
  });

  test("the width is that of the terminal", async () => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 60 });
    const streams = { stdin: Readable.from([]), stdout, stderr: new PassThrough() };
    await runCli(["create-table", "--help"], {
      streams,
      environment: {},
      signal: new AbortController().signal,
    });
    expect(String(stdout.read())).toBe(`${commandHelp(createTable!, 60)}\n`);
  });
});

test("the version is the package's", async () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect((await runPiped(["--version"], {})).stdout).toBe(`${(manifest as { version: string }).version}\n`);
});

describe("native code", () => {
  /** Runs the command in a process in which no addon can be loaded. */
  const withoutAddons = (...words: string[]) => {
    const guard = `data:text/javascript,process.dlopen = () => { process.stderr.write("an addon"); throw new Error() };`;
    return spawnSync(process.execPath, ["--import", guard, ...programArguments, ...words], {
      encoding: "utf8",
      env: {},
    });
  };

  test("is not loaded by the help, and this test would notice it", () => {
    expect(withoutAddons("--help")).toMatchObject({ status: 0, stderr: "" });
    expect(withoutAddons("create-table", "--help")).toMatchObject({ status: 0, stderr: "" });
    const { status, stderr } = withoutAddons("ls", "--root", "nothing");
    expect([status, stderr]).toEqual([1, expect.stringContaining("an addon")]);
  });
});
