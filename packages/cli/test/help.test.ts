/** The help, the page that is made of it, and what it loads. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cliDocs } from "../scripts/cli-docs.ts";
import { commands } from "../src/index.ts";
import { programArguments } from "./support/program.ts";
import { runPiped } from "./support/run-piped.ts";

test("docs/cli.md is what the help says; npx --yes pnpm@12 --filter @lancetree/cli generate writes it", () => {
  expect(readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")).toBe(cliDocs(commands));
});

test("every command has its help, in three ways", async () => {
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

  test("is not loaded by the help, and would be noticed", { timeout: 60_000 }, () => {
    expect(withoutAddons("--help")).toMatchObject({ status: 0, stderr: "" });
    expect(withoutAddons("create-table", "--help")).toMatchObject({ status: 0, stderr: "" });
    const { status, stderr } = withoutAddons("ls", "--root", "nothing");
    expect([status, stderr]).toEqual([1, expect.stringContaining("an addon")]);
  });
});
