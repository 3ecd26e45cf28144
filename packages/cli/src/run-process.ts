import { exitCodes } from "./errors/exit-codes.ts";
import { runCli } from "./run-cli.ts";

/** How long a command may take to come to an end after Ctrl-C. */
const GRACE_MS = 5000;

/** How long whatever a server still waits for may keep the process, once the server has ended. */
const AFTER_END_MS = 1000;

/** Runs this process's command line. The first Ctrl-C asks it to end, the second does not ask. */
export async function runProcess(): Promise<void> {
  // Lance's warnings are for whoever writes programs.
  process.env["LANCEDB_LOG"] ??= "error";
  const controller = new AbortController();
  let endsItself = false;
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new DOMException("Interrupted.", "AbortError"));
    if (!endsItself) setTimeout(() => process.exit(exitCodes.interrupted), GRACE_MS).unref();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  process.exitCode = await runCli(process.argv.slice(2), {
    streams: process,
    environment: process.env,
    signal: controller.signal,
    onCommand: (command) => {
      endsItself = command.endsItself === true;
    },
  });
  if (endsItself) setTimeout(() => process.exit(), AFTER_END_MS).unref();
  process.off("SIGINT", stop).off("SIGTERM", stop);
}
