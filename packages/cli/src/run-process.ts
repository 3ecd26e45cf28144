import { type ExitCode, exitCodes } from "./errors/exit-codes.ts";
import { runCli } from "./run-cli.ts";

/** Milliseconds that a command may take to end after Ctrl-C. */
const graceMs = 10_000;

/** Milliseconds for which pending work may keep the process alive after the server has ended. */
const afterEndMs = 1000;

/** Runs this process's command line. The first Ctrl-C asks the command to end, the second ends the process. */
export async function runProcess(): Promise<void> {
  // Lance's warnings are for programmers, so they are not printed.
  process.env["LANCEDB_LOG"] ??= "error";
  const controller = new AbortController();
  let gracefulShutdown = false;
  let stoppedWith: ExitCode = exitCodes.interrupted;
  const stop = (signal: NodeJS.Signals): void => {
    stoppedWith = signal === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
    if (controller.signal.aborted) process.exit(stoppedWith);
    controller.abort(new DOMException("Interrupted.", "AbortError"));
    if (!gracefulShutdown) setTimeout(() => process.exit(stoppedWith), graceMs).unref();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const code = await runCli(process.argv.slice(2), {
    streams: process,
    environment: process.env,
    signal: controller.signal,
    onStart: (isGraceful) => {
      gracefulShutdown = isGraceful;
    },
  });
  process.exitCode = code === exitCodes.interrupted ? stoppedWith : code;
  if (gracefulShutdown) setTimeout(() => process.exit(), afterEndMs).unref();
  process.off("SIGINT", stop).off("SIGTERM", stop);
}
