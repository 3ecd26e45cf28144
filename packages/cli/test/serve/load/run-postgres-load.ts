import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PostgresServer } from "../../../../../scripts/postgres/server.ts";
import { writeKeys } from "../support/keys.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { type Caller, createCaller, type Figures } from "./caller.ts";
import { runClients } from "./client.ts";
import { type Totals, totalsOf } from "./totals.ts";

export interface PostgresLoadOptions {
  readonly folder: string;
  readonly database: PostgresServer;
  readonly clients: number;
  /** The least time that it takes, besides what the events take. */
  readonly seconds: number;
  /** The least number of responses between two events. */
  readonly responses: number;
  readonly pauseSeconds: number;
  /** Mean milliseconds between a response and the client's next request. */
  readonly thinkMs: number;
  readonly say?: ((text: string) => void) | undefined;
}

/**
 * Has clients read and write through two servers over one database. One server is killed and started again, then the other is paused,
 * then the database is restarted, then one server after the other is restarted by SIGTERM. Half of the clients use each server, and the
 * other one while theirs does not listen.
 */
export async function runPostgresLoad(options: PostgresLoadOptions): Promise<Totals> {
  const { folder, database, clients, seconds, responses, pauseSeconds, thinkMs } = options;
  const { say = () => undefined } = options;
  const { file, keys } = await writeKeys(folder, { load: { role: "admin" } });
  const words = ["--root", join(folder, "tables"), "--postgres", database.url, "--api-key-file", file];
  const start = (port = "0"): Promise<ServerProcess> => startServer([...words, "--port", port]);
  const servers = [await start(), await start()];
  const urls = servers.map(({ url }) => url);
  const isListening = [true, true];
  const figures: Figures = { reads: [], writes: [], unanswered: 0, surprises: [] };
  const callers: Caller[] = urls.map((url, index) => {
    const other = 1 - index;
    const current = (): string => (isListening[index] ? url : (urls[other] ?? url));
    return createCaller(current, keys.load, figures);
  });
  const [first] = callers;
  if (first === undefined) throw new Error("two servers run");
  let isOver = false;
  const running = runClients(clients, {
    callerOf: (index) => callers[index % 2] ?? first,
    figures,
    isOver: () => isOver,
    thinkMs,
  });
  const restart = async (index: number, signal: NodeJS.Signals): Promise<void> => {
    const began = performance.now();
    isListening[index] = false;
    await servers[index]?.end(signal);
    servers[index] = await start(new URL(urls[index] ?? "").port);
    isListening[index] = true;
    say(`server ${index} after ${signal}: listens again after ${Math.round(performance.now() - began)} ms`);
  };
  const events: readonly (() => Promise<void>)[] = [
    () => restart(0, "SIGKILL"),
    async () => {
      servers[1]?.send("SIGSTOP");
      await sleep(pauseSeconds * 1000);
      servers[1]?.send("SIGCONT");
      say(`server 1 was paused for ${pauseSeconds} s`);
    },
    async () => {
      const began = performance.now();
      await database.restart();
      say(`the database after a crash: ready after ${Math.round(performance.now() - began)} ms`);
    },
    async () => {
      await restart(0, "SIGTERM");
      await restart(1, "SIGTERM");
    },
  ];
  const count = (): number => figures.reads.length + figures.writes.length;
  const partOver = async (): Promise<void> => {
    const least = count() + responses;
    await sleep((seconds * 1000) / (events.length + 1));
    while (count() < least) await sleep(50);
  };
  try {
    await partOver();
    for (const event of events) {
      await event();
      await partOver();
    }
    isOver = true;
    const known = await running;
    say("Looking for everything that was acknowledged");
    return await totalsOf(known, figures, first);
  } finally {
    isOver = true;
    for (const server of servers) await server.end("SIGKILL");
  }
}
