/**
 * Checks the packages as they would be published. It builds and packs every package, lints the tarball, resolves its types, and
 * installs it alone into two new projects, one with npm and one with pnpm, which load every export.
 *
 * Checks the packages that the arguments name (`tsx scripts/check-packages.ts core`), or all.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packedPackages } from "../installed/product/packed-packages.ts";
import { pnpmProject } from "../installed/product/pnpm-project.ts";
import { checkInstalled, loadEveryExport } from "./check-packages/check-installed.ts";
import { readPackages, root, runCommand, type WorkspacePackage } from "./workspace.ts";

const binaries = join(root, "node_modules", ".bin");

async function main(): Promise<number> {
  const publishable = readPackages("packages").filter(({ manifest }) => manifest.private !== true);
  const names = process.argv.slice(2);
  const chosen = publishable.filter(({ folder }) => names.length === 0 || names.includes(basename(folder)));
  const { tarballs } = await packedPackages();
  const folder = mkdtempSync(join(tmpdir(), "lancetree-packages-"));
  try {
    let failures = 0;
    for (const candidate of chosen) {
      const problems = await checkPackage(candidate, publishable, tarballs, folder);
      failures += problems.length > 0 ? 1 : 0;
      console.log(`${problems.length > 0 ? "FAILED" : "ok    "} ${candidate.manifest.name}`);
      for (const problem of problems) {
        console.error(`  ${problem.trim().replaceAll("\n", "\n  ")}`);
      }
    }
    console.log(`${chosen.length - failures} packages passed, ${failures} failed`);
    return chosen.length === 0 || failures > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkPackage(
  candidate: WorkspacePackage,
  publishable: readonly WorkspacePackage[],
  tarballs: ReadonlyMap<string, string>,
  folder: string,
): Promise<string[]> {
  const tarball = tarballs.get(candidate.manifest.name) ?? "";
  const problems: string[] = [];
  const lint = runCommand(join(binaries, "publint"), ["run", tarball, "--strict"]);
  if (lint.status !== 0) {
    problems.push(`publint:\n${lint.output}`);
  }
  const types = runCommand(join(binaries, "attw"), [tarball, "--profile", "esm-only", "--no-color"]);
  if (types.status !== 0) {
    problems.push(`attw:\n${types.output}`);
  }
  const project = join(folder, basename(candidate.folder));
  const { name } = candidate.manifest;
  const ofPnpm = loadEveryExport(name, await pnpmProject([name]));
  return [
    ...problems,
    ...checkInstalled({ candidate, publishable, tarballs, project }),
    ...ofPnpm.map((problem) => `installed by pnpm: ${problem}`),
  ];
}

process.exitCode = await main();
