import { fork } from "node:child_process";
import { once } from "node:events";
import { pythonChannel } from "../../interop/harness/channel.ts";
import { installPython } from "../../interop/harness/install-python.ts";
import { WorkerProcess } from "../../interop/harness/worker-process.ts";
import { workerPath } from "../build-workers.ts";

/** A server in a process of its own. */
export interface BenchServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a server's process has used so far. */
export interface ServerUsage {
  /** Bytes. */
  readonly resident: number;
  /** Bytes, since the process began. */
  readonly peak: number;
  /** Processor time in milliseconds. */
  readonly processor: number;
}

/**
 * Starts our server over a folder.
 *
 * @param checkout - whose packages it is made of, by default this one; `buildWorkers` was called for it
 */
export async function startLancetree(
  root: string,
  checkout?: string,
): Promise<BenchServer & { usage(): Promise<ServerUsage> }> {
  // What this process was started with, a compiler among it, is not for the server.
  const child = fork(workerPath("rest/our-server.ts", checkout), [root], { execArgv: [] });
  const ended = once(child, "exit");
  const next = async <Message>(): Promise<Message> => {
    const message = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
    if (message === undefined) throw new Error("Our server ended.");
    return message[0] as Message;
  };
  return {
    url: await next<string>(),
    async usage() {
      const usage = next<ServerUsage>();
      child.send("usage");
      return usage;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/**
 * Starts the reference server over a folder: Lance's REST adapter, as Python's `pylance` ships it.
 *
 * Rejects with MissingError where there is no Python that can have it.
 */
export async function startReference(root: string): Promise<BenchServer> {
  const channel = pythonChannel(installPython(), "reference_server.py");
  const worker = new WorkerProcess<{ serve(folder: string): string }>("the reference server", channel);
  return { url: await worker.call("serve", root), stop: () => worker.kill() };
}
