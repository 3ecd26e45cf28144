import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a program left when it ended. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the demo on the sources, its output in a pipe, with only these variables beside the path. */
export function runProgram(
  name: string,
  folder: string,
  programArguments: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ProgramResult {
  const file = fileURLToPath(new URL(`../src/${name}`, import.meta.url));
  const nodeArguments = ["--conditions=@lancetree/source", "--import", import.meta.resolve("tsx"), file];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeArguments, ...programArguments], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...environment },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
