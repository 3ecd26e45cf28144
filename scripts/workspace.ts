/** The workspace for scripts: its root, its packages, and functions that run commands in it. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A path, or paths by condition. */
export type ConditionalTarget = string | { readonly [condition: string]: ConditionalTarget };

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean | undefined;
  /** Modules of the package that depend on the platform, by a name that begins with `#`. */
  readonly imports?: Readonly<Record<string, ConditionalTarget>> | undefined;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>> | undefined;
  readonly bin?: Readonly<Record<string, string>> | undefined;
  readonly scripts?: Readonly<Record<string, string>> | undefined;
  readonly dependencies?: Readonly<Record<string, string>> | undefined;
  readonly devDependencies?: Readonly<Record<string, string>> | undefined;
  readonly peerDependencies?: Readonly<Record<string, string>> | undefined;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>> | undefined;
  readonly optionalDependencies?: Readonly<Record<string, string>> | undefined;
}

export interface WorkspacePackage {
  /** Path from the root of the repository, for example `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface CommandResult {
  /** `null` if a signal ended the command, also after a timeout. */
  readonly status: number | null;
  readonly stdout: string;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

export const root: string = fileURLToPath(new URL("..", import.meta.url));

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

/** The packages in `packages/` or `apps/`, in the order of their names. */
export function readPackages(parent: "packages" | "apps"): WorkspacePackage[] {
  return readdirSync(join(root, parent))
    .toSorted()
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(folder) }));
}

/** Runs a command to its end, for at most half an hour by default, against hangs only. Does not throw if the command fails. */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  folder: string = root,
  timeout = 1_800_000,
): CommandResult {
  const options = { cwd: folder, encoding: "utf8", timeout, maxBuffer: 2 ** 28 } as const;
  const result = spawnSync(command, commandArguments, options);
  const stdout = result.stdout ?? "";
  return { status: result.status, stdout, output: `${stdout}${result.stderr ?? ""}${result.error ?? ""}` };
}

/** Runs pnpm through npx, so that it need not be installed. */
export function runPnpm(commandArguments: readonly string[], folder: string = root): CommandResult {
  return runCommand("npx", ["--yes", "pnpm@12", ...commandArguments], folder);
}
