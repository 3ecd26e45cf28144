import { spawn } from "node:child_process";

/** The time of a process from its start to its end, in milliseconds, and what it printed. */
export interface ProcessRun {
  readonly elapsed: number;
  readonly output: string;
}

/** Runs Node in a new process. Rejects with its standard error if it fails. */
export async function timeNode(args: readonly string[]): Promise<ProcessRun> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(" ")}: ${output.stderr}`);
  return { elapsed, output: output.stdout };
}
