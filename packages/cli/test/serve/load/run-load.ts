import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeKeys } from "../support/keys.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { createCaller, type Figures } from "./caller.ts";
import { runClients } from "./client.ts";
import { type Totals, totalsOf } from "./totals.ts";

export interface LoadOptions {
  readonly folder: string;
  readonly clients: number;
  /** The least time that it takes. */
  readonly seconds: number;
  /** The least number of responses to reads and to writes; default 0. */
  readonly responses?: { readonly reads: number; readonly writes: number } | undefined;
  /** Mean milliseconds between a response and the client's next request. */
  readonly thinkMs: number;
  readonly say?: ((text: string) => void) | undefined;
}

/** What a run came to. */
export interface LoadReport extends Totals {
  /** Milliseconds from each signal to the next server's first response. */
  readonly outages: { readonly sigterm: number; readonly sigkill: number };
  readonly sigtermExit: number | string | null;
  /** Lines of the audit log that say "done"; at least as many as responses that did. */
  readonly audited: number;
}

/** Has clients read and write while the server is ended once by SIGTERM and once by SIGKILL, and looks what is left. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { folder, clients, seconds, thinkMs, say = () => undefined } = options;
  const { reads: leastReads, writes: leastWrites } = options.responses ?? { reads: 0, writes: 0 };
  const { file, keys } = await writeKeys(folder, { load: { role: "admin" } });
  const audit = join(folder, "audit.jsonl");
  const words = ["--root", join(folder, "catalog"), "--api-key-file", file, "--audit-file", audit];
  let server: ServerProcess = await startServer(words);
  const { url } = server;
  const figures: Figures = { reads: [], writes: [], unanswered: 0, surprises: [] };
  const caller = createCaller(() => url, keys.load, figures);
  let isOver = false;
  const running = runClients(clients, { callerOf: () => caller, figures, isOver: () => isOver, thinkMs });
  const restart = async (signal: NodeJS.Signals): Promise<{ ms: number; exit: number | string | null }> => {
    const started = performance.now();
    const exit = await server.end(signal);
    server = await startServer([...words, "--port", new URL(url).port]);
    const ms = performance.now() - started;
    say(`${signal}: exit ${exit}, serving again after ${Math.round(ms)} ms`);
    return { ms, exit };
  };
  /** Waits until this number of thirds of the time and of the responses is over. */
  const partsOver = async (parts: number): Promise<void> => {
    await sleep((seconds * 1000) / 3);
    const isEnough = (): boolean =>
      figures.reads.length * 3 >= leastReads * parts && figures.writes.length * 3 >= leastWrites * parts;
    while (!isEnough()) await sleep(50);
  };
  try {
    await partsOver(1);
    const sigterm = await restart("SIGTERM");
    await partsOver(2);
    const sigkill = await restart("SIGKILL");
    await partsOver(3);
    isOver = true;
    const known = await running;
    say("Looking for everything that was acknowledged");
    const totals = await totalsOf(known, figures, caller);
    const lines = (await readFile(audit, "utf8")).split("\n");
    return {
      ...totals,
      outages: { sigterm: sigterm.ms, sigkill: sigkill.ms },
      sigtermExit: sigterm.exit,
      audited: lines.filter((line) => line.includes('"outcome":"done"')).length,
    };
  } finally {
    isOver = true;
    await server.end("SIGKILL");
  }
}
