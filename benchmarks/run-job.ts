import { spawn } from "node:child_process";
import type { Job, Outcome } from "./job.ts";

/** Runs a job in a process of its own. Rejects with what the process said when it fails. */
export async function runJob(worker: string, job: Job): Promise<Outcome> {
  const child = spawn(process.execPath, ["--expose-gc", worker, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (status !== 0) throw new Error(`${job.library}, ${job.task}, ${job.objects} objects: ${output.stderr}`);
  return JSON.parse(output.stdout) as Outcome;
}
