import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly folder: string;
  /** All environment variables of the process; nothing is inherited. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The result of a command that ended. */
export interface Ended {
  /** `null` when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, with empty standard input, without blocking this process. */
export function runCommand(
  command: string,
  words: readonly string[],
  { folder, environment }: CommandOptions,
): Promise<Ended> {
  const child = spawn(command, words, {
    cwd: folder,
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** Runs a command and rejects with its output if it fails. */
export async function mustRun(
  command: string,
  words: readonly string[],
  options: CommandOptions,
): Promise<Ended> {
  const ended = await runCommand(command, words, options);
  if (ended.status !== 0) {
    throw new Error(
      `${command} ${words.join(" ")} ended with ${ended.status}:\n${ended.stdout}${ended.stderr}`,
    );
  }
  return ended;
}
