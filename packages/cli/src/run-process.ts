import { type ExitCode, exitCodes } from "./errors/exit-codes.ts";
import { runCli } from "./run-cli.ts";

/** Milliseconds that a command may take to end after Ctrl-C or SIGTERM. */
const graceMs = 10_000;

/** Milliseconds for which pending work may keep the process alive after the server has ended. */
const afterEndMs = 1000;

/**
 * Runs this process's command line. Ctrl-C and SIGTERM ask the command to end, and Ctrl-C after either ends the process. A repeated SIGTERM
 * has no effect: a supervisor may send it to a group of processes in which npm passes it on, too.
 */
export async function runProcess(): Promise<void> {
  // Lance's warnings are for programmers, so they are not printed.
  process.env["LANCEDB_LOG"] ??= "error";
  const controller = new AbortController();
  let gracefulShutdown = false;
  let stoppedWith: ExitCode = exitCodes.interrupted;
  let isOver = false;
  const stop = (signal: NodeJS.Signals): void => {
    // The exit code is set. The handler stays, because without one the signal would replace the exit code.
    if (isOver) process.exit();
    if (controller.signal.aborted) {
      if (signal === "SIGINT") process.exit(exitCodes.interrupted);
      return;
    }
    stoppedWith = signal === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
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
  isOver = true;
  if (gracefulShutdown) setTimeout(() => process.exit(), afterEndMs).unref();
}
