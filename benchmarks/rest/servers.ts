import { fork } from "node:child_process";
import { once } from "node:events";
import { pythonChannel } from "../../interop/harness/channel.ts";
import { installPython } from "../../interop/harness/install-python.ts";
import { WorkerProcess } from "../../interop/harness/worker-process.ts";
import { workerPath } from "../build-workers.ts";
import type { BareResponse } from "./bare-server.ts";
import type { ServerUsage } from "./report-usage.ts";

/** A server in a process of its own. */
export interface BenchServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A server of Node, which says what it has used. */
export interface NodeServer extends BenchServer {
  usage(): Promise<ServerUsage>;
}

/**
 * Starts our server over a folder.
 *
 * @param checkout - whose packages it is made of, by default this one; `buildWorkers` was called for it
 */
export function startLancetree(root: string, checkout?: string): Promise<NodeServer> {
  return startWorker("rest/our-server.ts", root, checkout);
}

/** Starts a server that does nothing but send one response. */
export function startBare(response: BareResponse): Promise<NodeServer> {
  return startWorker("rest/bare-server.ts", JSON.stringify(response));
}

/** Starts a server that only calls LanceDB. */
export function startLanceDB(root: string): Promise<NodeServer> {
  return startWorker("rest/lancedb-server.ts", root);
}

async function startWorker(name: string, argument: string, checkout?: string): Promise<NodeServer> {
  // What this process was started with, a compiler among it, is not for the server.
  const child = fork(workerPath(name, checkout), [argument], { execArgv: [] });
  const ended = once(child, "exit");
  const next = async <Message>(): Promise<Message> => {
    const message = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
    if (message === undefined) throw new Error(`${name} ended.`);
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
