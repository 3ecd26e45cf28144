/** The completion scripts, run by the installed shells. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../src/commands.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "../src/completion-scripts.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";

const folder = useCatalogFolder();

/** What bash offers for the last word of a line. */
function inBash(...words: string[]): string[] {
  const script = `${bashCompletion(commands)}
COMP_WORDS=(lancetree ${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length}
_lancetree
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("bash", () => {
  test("commands", () => {
    expect(inBash("cre")).toEqual(["create-namespace", "create-table", "create-index"]);
    expect(inBash("")).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
    expect(inBash("help", "tr")).toEqual(["tree"]);
  });

  test("options and their values", () => {
    expect(inBash("drop-namespace", "--c")).toEqual(["--cascade"]);
    expect(inBash("create-table", "--mode", "")).toEqual(["create", "exist_ok", "overwrite"]);
    expect(inBash("completion", "z")).toEqual(["zsh"]);
    expect(inBash("ls", "--uri", "x")).toEqual([]);
  });
});

test.each([
  ["zsh", zshCompletion(commands), "-n"],
  ["fish", fishCompletion(commands), "--no-execute"],
])(
  "%s: every command and option is in it, and the shell can read it where it is installed",
  (shell, script, flag) => {
    for (const { name, options } of commands) {
      expect(script).toContain(name);
      for (const option of Object.keys(options))
        expect(script).toContain(shell === "fish" ? `-l ${option}` : `--${option}[`);
    }
    const file = join(folder.path, `lancetree.${shell}`);
    writeFileSync(file, script);
    const { error, status, stderr } = spawnSync(shell, [flag, file], { encoding: "utf8" });
    expect(error === undefined ? [status, stderr] : [0, ""]).toEqual([0, ""]);
  },
);
