import type { ChildProcess } from "node:child_process";

/** Kills a child process when this process ends, so that a test that fails or is stopped leaves nothing running. */
export function endWithParent(child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  const killAndEnd = (signal: NodeJS.Signals): void => {
    kill();
    // Without this handler, the signal has its usual effect.
    stopWatching();
    process.kill(process.pid, signal);
  };
  const stopWatching = (): void => {
    process.off("exit", kill);
    process.off("disconnect", kill);
    process.off("SIGTERM", killAndEnd);
    process.off("SIGINT", killAndEnd);
  };
  process.once("exit", kill);
  // A worker of vitest is disconnected when the run is stopped.
  process.once("disconnect", kill);
  process.once("SIGTERM", killAndEnd);
  process.once("SIGINT", killAndEnd);
  child.once("exit", stopWatching);
}
