import { spawn } from "node:child_process";
import type { ProgramSettings, StepResult } from "./program/step.ts";

/** After this long a runtime counts as hanging. */
const hangs = 180_000;

/** How a runtime runs a file. */
export interface Launch {
  readonly command: string;
  readonly parameters: readonly string[];
}

/** Runs a program of the project to its end. Rejects when it fails, hangs or says nothing that can be read. */
export async function runInProcess(
  { command, parameters }: Launch,
  project: string,
  file: string,
  settings: ProgramSettings,
): Promise<readonly StepResult[]> {
  const child = spawn(command, [...parameters, `program/${file}`, JSON.stringify(settings)], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: hangs,
    killSignal: "SIGKILL",
    env: { ...process.env, DENO_DIR: `${project}/.deno`, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  });
  let output = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const ending = await new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(signal ?? status));
  });
  if (ending !== 0) throw new Error(`${file} ended with ${ending}: ${complaints.trim().slice(0, 600)}`);
  return JSON.parse(output) as StepResult[];
}
