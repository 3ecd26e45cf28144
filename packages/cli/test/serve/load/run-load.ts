import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeKeys } from "../support/keys.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { type Caller, createCaller, type Figures } from "./caller.ts";
import { type ClientTables, runClients } from "./client.ts";
import { type FoundTable, findContradiction } from "./ledger.ts";
import { type Percentiles, percentiles } from "./percentiles.ts";

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
export interface LoadReport {
  readonly reads: Percentiles;
  readonly writes: Percentiles;
  readonly unanswered: number;
  /** Milliseconds from each signal to the next server's first response. */
  readonly outages: { readonly sigterm: number; readonly sigkill: number };
  readonly sigtermExit: number | string | null;
  readonly tables: number;
  readonly rows: number;
  /** Changes whose outcome is unknown. */
  readonly doubts: number;
  /** Acknowledged changes that are not there, and unexpected responses. */
  readonly problems: readonly string[];
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
    // Sorted once, and before more requests are made.
    const [reads, writes] = [percentiles(figures.reads), percentiles(figures.writes)];
    const { unanswered } = figures;
    say("Looking for everything that was acknowledged");
    const problems = [...figures.surprises, ...(await verify(known, caller))];
    const tables = known.flatMap(([, own]) => own);
    const lines = (await readFile(audit, "utf8")).split("\n");
    return {
      reads,
      writes,
      unanswered,
      outages: { sigterm: sigterm.ms, sigkill: sigkill.ms },
      sigtermExit: sigterm.exit,
      tables: tables.length,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      doubts: tables.filter(({ doubt }) => doubt !== undefined).length,
      problems,
      audited: lines.filter((line) => line.includes('"outcome":"done"')).length,
    };
  } finally {
    isOver = true;
    await server.end("SIGKILL");
  }
}

/** What of all that the clients know is not there, or is there although it cannot be. */
export async function verify(known: readonly ClientTables[], caller: Caller): Promise<string[]> {
  const problems: string[] = [];
  for (const [namespace, tables] of known) {
    const listing = await caller.read(`/v1/namespace/${namespace}/table/list`, { method: "GET" });
    const listed: string[] = JSON.parse(listing.text).tables;
    const found = new Map<string, FoundTable>();
    for (const table of tables) {
      const names = table.doubt?.change === "rename" ? [table.name, table.doubt.to] : [table.name];
      for (const name of names.filter((one) => listed.includes(one))) {
        const count = async (predicate?: string): Promise<number> => {
          const path = `/v1/table/${namespace}%24${name}/count_rows`;
          return Number(
            (await caller.read(path, { body: predicate === undefined ? {} : { predicate } })).text,
          );
        };
        found.set(name, { rows: await count(), acknowledged: await count(`id < ${table.rows}`) });
      }
      const problem = findContradiction(table, (name) => found.get(name));
      if (problem !== undefined) problems.push(`${namespace}/${problem}`);
    }
    const possible = new Set(
      tables.flatMap(({ name, doubt }) => (doubt?.change === "rename" ? [name, doubt.to] : [name])),
    );
    const unexpected = listed.filter((name) => !possible.has(name));
    if (unexpected.length > 0) problems.push(`${namespace}: no client knows of ${unexpected.join(", ")}`);
  }
  return problems;
}
