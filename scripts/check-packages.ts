/**
 * Checks what would be published: every publishable package is built and packed, then the tarball
 * itself is linted, its types are resolved, and a fresh project installs it and loads every export.
 *
 * Names of packages may be given (`tsx scripts/check-packages.ts core`); without any, all are checked.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { checkInstalled } from "./check-packages/check-installed.ts";
import { readPackages, root, runCommand, runPnpm, type WorkspacePackage } from "./workspace.ts";

const binaries = join(root, "node_modules", ".bin");

function main(): number {
  const publishable = readPackages("packages").filter(({ manifest }) => manifest.private !== true);
  const wanted = process.argv.slice(2);
  const chosen = publishable.filter(({ folder }) => wanted.length === 0 || wanted.includes(basename(folder)));
  const build = runPnpm(["build"]);
  if (build.status !== 0) {
    console.error(build.output);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "lancetree-packages-"));
  try {
    const tarballs = new Map(
      publishable.map((candidate) => [candidate.manifest.name, pack(candidate, join(folder, "tarballs"))]),
    );
    let failures = 0;
    for (const candidate of chosen) {
      const problems = checkPackage(candidate, publishable, tarballs, folder);
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

function pack({ folder, manifest }: WorkspacePackage, parent: string): string {
  // A folder each: the name of a tarball is pnpm's business.
  const destination = join(parent, basename(folder));
  const packed = runPnpm(["pack", "--pack-destination", destination], join(root, folder));
  const tarball = packed.status === 0 ? readdirSync(destination)[0] : undefined;
  if (tarball === undefined) {
    throw new Error(`pnpm pack of ${manifest.name} failed:\n${packed.output}`);
  }
  return join(destination, tarball);
}

function checkPackage(
  candidate: WorkspacePackage,
  publishable: readonly WorkspacePackage[],
  tarballs: ReadonlyMap<string, string>,
  folder: string,
): string[] {
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
  return [...problems, ...checkInstalled({ candidate, publishable, tarballs, project })];
}

process.exitCode = main();
