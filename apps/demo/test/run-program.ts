import { spawnSync } from "node:child_process";
import { installProgram } from "../../../installed/product/install-program.ts";

/** What a program left when it ended. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The programs of the demo, on the packages as they are installed. */
const programs = {
  walkthrough: await installProgram("apps/demo/src/walkthrough.ts"),
  "two-servers": await installProgram("apps/demo/src/two-servers.ts"),
  "custom-backend": await installProgram("apps/demo/src/custom-backend.ts"),
};

/** Runs a program, its output in a pipe, with only these variables beside the path. */
export function runProgram(
  name: keyof typeof programs,
  folder: string,
  programArguments: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ProgramResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [programs[name], ...programArguments], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...environment },
  });
  return { status, stdout, stderr };
}
