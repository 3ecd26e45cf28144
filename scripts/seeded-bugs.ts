/**
 * Puts one wrong line at a time into a copy of the repository and reports which tests fail: a test that passes on a wrong
 * implementation is useless. `pnpm seeded-bugs [part of a name]`; all of them take about 20 minutes.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { allBugs } from "./seeded-bugs/all-bugs.ts";
import { fits, type SeededBug } from "./seeded-bugs/seeded-bug.ts";

const repository = resolve(import.meta.dirname, "..");
const only = process.argv[2] ?? "";
const copy = copyRepository();
let missed = 0;
let caught = 0;

try {
  for (const bug of allBugs.filter(({ name }) => name.includes(only))) {
    for (const { test, noticed, summary } of seed(copy, bug)) {
      if (noticed) caught++;
      else missed++;
      console.log(`${noticed ? "caught" : "MISSED"}  ${bug.name}  by ${test}  (${summary})`);
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${caught} passed, ${missed} failed`);
process.exitCode = missed > 0 || caught === 0 ? 1 : 0;

function copyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-seeded-"));
  const left = new Set(["dist", ".git", ".installed"]);
  for (const entry of [
    "packages",
    "docs/capabilities",
    // These build, pack and install the packages.
    "installed",
    "scripts",
    "pnpm-workspace.yaml",
    "pnpm-lock.yaml",
    ".pnpmfile.mjs",
    "package.json",
    "vitest.config.ts",
    "vitest.postgres.config.ts",
    "vitest.shared.ts",
    "tsconfig.base.json",
    "tsconfig.json",
  ]) {
    cpSync(join(repository, entry), join(folder, entry), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !left.has(basename(source)),
    });
  }
  // The links between the packages resolve inside the copy; the shared dependencies stay in the repository.
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function seed(folder: string, bug: SeededBug): { test: string; noticed: boolean; summary: string }[] {
  const file = join(folder, bug.file);
  const right = readFileSync(file, "utf8");
  if (!fits(right, bug)) {
    throw new Error(
      `The seeded bug "${bug.name}" no longer fits ${bug.file}: the file must contain its text exactly once.`,
    );
  }
  writeFileSync(
    file,
    right.replace(bug.find, () => bug.replace),
  );
  try {
    return bug.caughtBy.map((test) => ({ test, ...runTest(folder, test) }));
  } finally {
    writeFileSync(file, right);
  }
}

function runTest(folder: string, test: string): { noticed: boolean; summary: string } {
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  // Without --bail, which cancels concurrent tests before the failure is counted.
  const config = test.endsWith(".suite.ts") ? ["--config", "vitest.postgres.config.ts"] : [];
  const run = spawnSync(process.execPath, [vitest, "run", "--root", folder, ...config, test], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, CI: "true", NO_COLOR: "1" },
    timeout: 1_200_000,
  });
  const summary = /Tests\s+(.+)/.exec(run.stdout)?.[1]?.trim() ?? "no tests ran";
  // A test file that cannot start does not count as a test that notices the bug.
  return { noticed: run.status !== 0 && /\d+ failed/.test(summary), summary };
}
