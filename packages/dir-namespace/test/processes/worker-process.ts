import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** With these Node runs the sources as they are. */
export const sourceFlags: string[] = ["--conditions", "@lancetree/source", "--import", "tsx"];

/** Starts a program on the sources. */
export function startWorker(
  program: URL,
  programArguments: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  return spawn(process.execPath, [...sourceFlags, fileURLToPath(program), ...programArguments], options);
}

/** Resolves when the process is gone. */
export function exited(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => worker.once("exit", () => resolve()));
}
