import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly folder: string;
  /** All variables of the process; what is absent here, it does not see. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a command left when it ended. */
export interface Ended {
  /** `null` when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end with nothing to read, and leaves this process free to do other things. */
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
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    stdout += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    stderr += piece;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** Runs a command that has to succeed; rejects with what it wrote when it does not. */
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
