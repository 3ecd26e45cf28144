/**
 * Honest clients against `lancetree serve`, first alone and then beside attackers of every kind: `pnpm siege [--minutes 10]
 * [--clients 200] [--alone 3] [--floor 1] [--kind KIND]…`. Before that the attackers attack another server on the machine: what this does to the
 * honest clients is the floor, the part that no limit of their server can change. Ends with 1 unless every acknowledged change is there, the audit file is whole, memory is bounded,
 * SIGTERM ends the server in time, and the 99th percentile of the honest is at most three times what it was alone.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as arrow from "apache-arrow-21";
import { mustSucceed, send } from "../support/http.ts";
import { writeKeys } from "../support/keys.ts";
import { residentMegabytes } from "../support/memory.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { createCaller, type Figures } from "./caller.ts";
import { runClients } from "./client.ts";
import { percentiles, percentilesText } from "./percentiles.ts";
import { verify } from "./totals.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    alone: { type: "string", default: "3" },
    /** Minutes for which another server is attacked. */
    floor: { type: "string", default: "1" },
    clients: { type: "string", default: "200" },
    /** What the process may hold at most while it is attacked. */
    megabytes: { type: "string", default: "2000" },
    /** The kinds of attackers; all by default. */
    kind: { type: "string", multiple: true, default: [] },
  },
});
const [minutes, alone, floorMinutes, clients, megabytes] = [
  values.minutes,
  values.alone,
  values.floor,
  values.clients,
  values.megabytes,
].map(Number) as [number, number, number, number, number];
const thinkMs = 2_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), "lancetree-siege-"));
const { file, keys } = await writeKeys(folder, {
  honest: { role: "admin" },
  reader: { role: "read", paths: [["big"]] },
  writer: { role: "write", paths: [["evil"]] },
});
const audit = join(folder, "audit.jsonl");
const server = await startAttacked("catalog", audit);
const problems: string[] = [];
let mayEnd = false;
let attackers: ChildProcessByStdio<null, Readable, null> | undefined;
void server.ended().then((exit) => {
  if (mayEnd) return;
  say(`PROBLEM the server ended by itself (${exit}) at ${new Date().toISOString()}; its last output:`);
  say(server.written().slice(-4_000));
  attackers?.kill("SIGKILL");
  process.exit(1);
});
try {
  const figures: Figures = { reads: [], writes: [], unanswered: 0, surprises: [] };
  const caller = createCaller(() => server.url, keys.honest, figures);
  let isOver = false;
  const running = runClients(clients, { callerOf: () => caller, figures, isOver: () => isOver, thinkMs });

  say(`${clients} clients alone for ${alone} minutes`);
  // What the first calls cost belongs to no phase.
  await sleep(Math.min(30, alone * 60) * 1_000);
  takeAll(figures);
  await sleep(alone * 60_000);
  const calm = takeAll(figures);
  report("alone", calm);
  const before = await residentMegabytes(server.pid);

  let floor: ReturnType<typeof takeAll> | undefined;
  if (floorMinutes > 0) {
    say(`beside attackers of another server for ${floorMinutes} minutes`);
    await using other = await startAttacked("other", join(folder, "other.jsonl"));
    takeAll(figures);
    const others = startAttackers(other.url);
    others.stdout.resume();
    await sleep(floorMinutes * 60_000);
    floor = takeAll(figures);
    others.kill("SIGTERM");
    await once(others, "close");
    report("beside attackers of another server", floor);
  }

  say(`beside attackers for ${minutes} minutes`);
  takeAll(figures);
  attackers = startAttackers(server.url);
  let attacks = "";
  attackers.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    attacks += chunk;
  });
  const memory: number[] = [];
  for (let second = 0; second < minutes * 60; second++) {
    await sleep(1_000);
    memory.push(await residentMegabytes(server.pid));
  }
  const attacked = takeAll(figures);
  report("beside attackers", attacked);
  attackers.kill("SIGTERM");
  await once(attackers, "close");
  say(`attacks: ${attacks.trim()}`);
  const peak = Math.max(...memory);
  if (peak > megabytes) problems.push(`the process held ${peak.toFixed(0)} MB, ${megabytes} are allowed`);
  for (const kind of ["reads", "writes"] as const) {
    const ofAlone = (times: readonly number[]): number =>
      percentiles(times).p99 / percentiles(calm[kind]).p99;
    const ratio = ofAlone(attacked[kind]);
    const least = floor ? `; ${ofAlone(floor[kind]).toFixed(2)} beside attackers of another server` : "";
    say(`${kind}: the 99th percentile is ${ratio.toFixed(2)} times that alone${least}`);
    if (ratio > 3) problems.push(`${kind}: the 99th percentile is ${ratio.toFixed(2)} times that alone`);
  }

  isOver = true;
  const known = await running;
  await sleep(60_000);
  const after = await residentMegabytes(server.pid);
  say(
    `memory: ${before.toFixed(0)} MB before, at most ${peak.toFixed(0)} MB, ${after.toFixed(0)} MB afterwards`,
  );
  problems.push(...figures.surprises, ...(await verify(known, caller)));
  mayEnd = true;
  const started = performance.now();
  const exit = await server.end("SIGTERM");
  const seconds = (performance.now() - started) / 1000;
  say(`SIGTERM: exit ${exit} after ${seconds.toFixed(1)} s`);
  if (exit !== 0 || seconds > 25) problems.push(`SIGTERM: exit ${exit} after ${seconds.toFixed(1)} s`);
  const lines = (await readFile(audit, "utf8")).split("\n");
  const torn = lines.slice(0, -1).filter((line) => !isWhole(line)).length;
  say(`${lines.length - 1} lines of audit, ${torn} torn`);
  if (torn > 0 || lines.at(-1) !== "") problems.push(`${torn} lines of audit are torn`);
} finally {
  mayEnd = true;
  await server.end("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
for (const problem of problems.slice(0, 50)) say(`PROBLEM ${problem}`);
say(`${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

/** Starts a server with what is attacked: the table `big`, which the reader may read, and the writer's namespace. */
async function startAttacked(catalog: string, auditFile: string): Promise<ServerProcess> {
  const root = join(folder, catalog);
  const started = await startServer(["--root", root, "--api-key-file", file, "--audit-file", auditFile]);
  const { url } = started;
  await mustSucceed(send(url, "/v1/table/big/create", { key: keys.honest, body: bigTable(1_500_000) }));
  await mustSucceed(send(url, "/v1/namespace/evil/create", { key: keys.honest, body: {} }));
  return started;
}

function startAttackers(url: string): ChildProcessByStdio<null, Readable, null> {
  const program = fileURLToPath(new URL("attackers.ts", import.meta.url));
  const words = [...process.execArgv, program, url, keys.reader, keys.writer, ...values.kind];
  // Strangers use processors of their own. So these get what the server and the honest clients leave: on Linux by the scheduling policy for
  // idle time (`chrt` is part of util-linux), whose processes give way at once. With a low priority alone they use up their time slice first.
  const isIdle = spawnSync("chrt", ["--idle", "0", "true"]).status === 0;
  const [command = "", ...rest] = [...(isIdle ? ["chrt", "--idle", "0"] : []), process.execPath, ...words];
  const started = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  if (!isIdle && started.pid !== undefined) setPriority(started.pid, constants.priority.PRIORITY_LOW);
  return started;
}

/** What was measured since the last time, which is over with it. */
function takeAll(figures: Figures): { reads: number[]; writes: number[]; unanswered: number } {
  const { unanswered } = figures;
  figures.unanswered = 0;
  return { reads: figures.reads.splice(0), writes: figures.writes.splice(0), unanswered };
}

function report(when: string, figures: ReturnType<typeof takeAll>): void {
  for (const kind of ["reads", "writes"] as const) {
    say(`${when}, ${kind}: ${percentilesText(percentiles(figures[kind]))}`);
  }
  say(`${when}: ${figures.unanswered} requests without a response`);
}

function isWhole(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "requestId" in value;
  } catch {
    return false;
  }
}

/** Rows with an id and a vector of two numbers, as an Arrow IPC stream. */
function bigTable(length: number): Uint8Array {
  const item = new arrow.Field("item", new arrow.Float32(), true);
  const child = arrow.makeData({ type: new arrow.Float32(), data: new Float32Array(length * 2).fill(0.5) });
  const vector = arrow.makeData({ type: new arrow.FixedSizeList(2, item), length, nullCount: 0, child });
  const id = arrow.makeData({
    type: new arrow.Int32(),
    data: Int32Array.from({ length }, (_, index) => index),
  });
  return arrow.tableToIPC(
    new arrow.Table({ id: arrow.makeVector(id), vector: arrow.makeVector(vector) }),
    "stream",
  );
}
