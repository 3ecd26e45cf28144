import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, root, runCommand, runPnpm } from "../../scripts/workspace.ts";

const catalogLine = /^( {2}"@lancedb\/lancedb": )(\S+)$/m;
/** The packages whose users bring LanceDB along. */
const workers = ["connection", "dir-namespace", "federation", "server", "tables"];

/** The version of LanceDB that the workspace pins. */
export function pinnedVersion(): string {
  const version = catalogLine.exec(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8"))?.[2];
  if (version === undefined) throw new Error("pnpm-workspace.yaml does not pin @lancedb/lancedb");
  return version;
}

/** Makes a copy of the last commit that uses another version of LanceDB, and installs it. */
export function copyTree(folder: string, lancedb: string): void {
  demand(runCommand("git", ["clone", "--quiet", root, folder]));
  edit(join(folder, "pnpm-workspace.yaml"), catalogLine, `$1${lancedb}`);
  for (const name of workers) {
    edit(
      join(folder, "packages", name, "package.json"),
      /("@lancedb\/lancedb": )"\^[^"]+"/,
      `$1"${lancedb}"`,
    );
  }
  demand(runPnpm(["install", "--no-frozen-lockfile"], folder));
}

function edit(file: string, pattern: RegExp, replacement: string): void {
  const before = readFileSync(file, "utf8");
  if (!pattern.test(before)) throw new Error(`${file} does not name LanceDB's version as ${pattern}`);
  writeFileSync(file, before.replace(pattern, replacement));
}

function demand({ status, output }: CommandResult): void {
  if (status !== 0) throw new Error(`The copy could not be made:\n${output}`);
}
