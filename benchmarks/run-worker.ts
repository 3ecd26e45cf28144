import { spawn } from "node:child_process";
import { workerPath } from "./build-workers.ts";

/**
 * Runs a worker in a process of its own, with the job as its argument.
 *
 * Rejects with the standard error of the process if it fails.
 *
 * @param name - of the worker's source below this folder
 * @returns what it printed, which is JSON
 */
export async function runWorker<Outcome>(name: string, job: object): Promise<Outcome> {
  const child = spawn(process.execPath, ["--expose-gc", workerPath(name), JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (status !== 0) throw new Error(`${name} ${JSON.stringify(job)}: ${output.stderr}`);
  return JSON.parse(output.stdout) as Outcome;
}
