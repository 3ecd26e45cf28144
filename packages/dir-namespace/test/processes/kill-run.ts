import type { ChildProcess, SpawnOptions } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Backend } from "./backend.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import { directoryBackend } from "./directory-backend.ts";
import { nativeName } from "./native-names.ts";
import type { Probe } from "./observation.ts";
import { type Mix, type OperationKind, operationKinds } from "./operation.ts";
import { Random } from "./random.ts";
import type { Safeguard } from "./safeguards.ts";
import type { Versions } from "./versions.ts";
import { exited, startWorker } from "./worker-process.ts";

export interface KillOptions {
  /** An empty folder, for the event logs, and for the catalog unless that is somewhere else. */
  readonly folder: string;
  readonly catalogLocation?: CatalogLocation | undefined;
  /** How the processes that are killed get there, if not as those who watch them do. */
  readonly workers?: CatalogLocation | undefined;
  /** The kind of catalog, if it is not one in a folder or a bucket. */
  readonly backend?: Backend | undefined;
  /** How many times what the catalog depends on is ended and started again; default 0. */
  readonly restarts?: number | undefined;
  /** How many times a process is killed. */
  readonly kills: number;
  /** The least time that it takes. */
  readonly seconds: number;
  readonly processes: number;
  /** How many callers each process has at once. */
  readonly callers: number;
  /** The least number of calls that return; the kills are spread evenly between them. */
  readonly operations: number;
  /** How many trees of the same names the callers work on. */
  readonly trees: number;
  /** Which part of the calls read. */
  readonly reads: number;
  /** How many of LanceDB's own clients write beside them, each in a tree of its own. They are not killed before the end. */
  readonly nativeClients: number;
  readonly seed: number;
  readonly mix: Mix;
  readonly without: readonly Safeguard[];
}

/** Each process makes one change after the other, all in one tree. */
export const oneCaller = { callers: 1, operations: 0, trees: 1, reads: 0, nativeClients: 0 } as const;

/** The options of the short forms of the kill test, but for `folder`. */
export const killDefaults = {
  kills: 0,
  seconds: 0,
  processes: 3,
  ...oneCaller,
  seed: 7,
  mix: "all",
  without: [],
} as const;

export interface KillRun {
  readonly backend: Backend;
  readonly eventLogs: string;
  /** The workers that were killed while working, not at the end of the run. */
  readonly killed: readonly string[];
  /** The catalog's version when each worker was gone. */
  readonly ends: ReadonlyMap<string, number>;
  readonly pauses: number;
  readonly restarts: number;
  readonly probes: readonly Probe[];
  /** The versions before and after the recovery. */
  readonly recovery: { readonly before: number; readonly after: number };
}

/** Processes change one catalog at random, and are killed and stopped while they do. Ends with a recovery. */
export async function killRun(options: KillOptions): Promise<KillRun> {
  const backend = backendOf(options);
  const eventLogs = join(options.folder, "events");
  mkdirSync(eventLogs, { recursive: true });
  await using watched = await backend.watch();
  const { prober, versions } = watched;
  const killer = new Killer(options, backend, eventLogs, versions);
  const random = new Random(options.seed + 1);
  const probes: Probe[] = [];
  const probeFolders = async (): Promise<void> => {
    const probe = await watched.probeFolders();
    if (probe) probes.push(probe);
  };
  const until = performance.now() + options.seconds * 1000;
  try {
    killer.start();
    while (
      killer.killed.length < options.kills ||
      killer.restarts < (options.restarts ?? 0) ||
      killer.returned < options.operations ||
      performance.now() < until
    ) {
      await probeFolders();
      const tables = await prober.tables();
      if (tables.length > 0) probes.push(await prober.table(random.pick(tables)));
      if (killer.failed.length > 0)
        throw new Error(`Workers ended by themselves: ${killer.failed.join(", ")}.`);
      await sleep(60);
    }
  } finally {
    await killer.stop();
  }
  const before = await versions.latest();
  await watched.recover();
  const after = await versions.latest();
  await probeFolders();
  for (const id of await prober.tables()) probes.push(await prober.table(id));
  const { killed, ends, pauses, restarts } = killer;
  return { backend, eventLogs, killed, ends, pauses, restarts, probes, recovery: { before, after } };
}

function backendOf({ folder, catalogLocation, workers, backend }: KillOptions): Backend {
  return backend ?? directoryBackend(catalogLocation ?? { root: join(folder, "root") }, workers);
}

interface Live {
  readonly name: string;
  readonly child: ChildProcess;
}

/** Starts workers and kills them, if possible in the middle of an operation of the kind that is due. */
class Killer {
  readonly killed: string[] = [];
  readonly ends = new Map<string, number>();
  /** Workers that ended by themselves. */
  readonly failed: string[] = [];
  pauses = 0;
  restarts = 0;
  /** Calls that have ended. */
  returned = 0;
  readonly #options: KillOptions;
  readonly #backend: Backend;
  readonly #eventLogs: string;
  readonly #versions: Versions;
  readonly #random: Random;
  readonly #live = new Set<Live>();
  readonly #nativeClients = new Set<Live>();
  readonly #gone: Promise<void>[] = [];
  readonly #counts = new Map<OperationKind, number>();
  readonly #stopped = new AbortController();
  #disturbing: Promise<unknown> = Promise.resolve();
  #started = 0;
  #aim: { kind: OperationKind; call: number; since: number } | undefined;

  constructor(options: KillOptions, backend: Backend, eventLogs: string, versions: Versions) {
    this.#options = options;
    this.#backend = backend;
    this.#eventLogs = eventLogs;
    this.#versions = versions;
    this.#random = new Random(options.seed);
  }

  start(): void {
    for (let index = 0; index < this.#options.processes; index++) this.#startOne();
    for (let index = 0; index < this.#options.nativeClients; index++) this.#startNative(index);
    this.#takeAim();
    this.#disturbing = Promise.all([this.#pauseAtTimes(), this.#restartAtTimes()]);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#disturbing;
    for (const { child } of [...this.#live, ...this.#nativeClients]) child.kill("SIGKILL");
    await Promise.all(this.#gone);
  }

  #startOne(): void {
    const name = String(++this.#started);
    const programArguments = ["--eventLogs", this.#eventLogs, "--worker", name];
    const { mix, callers, trees, reads, nativeClients, seed } = this.#options;
    const numbers = { callers, trees, reads, nativeClients, seed: seed * 1000 + this.#started };
    programArguments.push("--mix", mix);
    for (const [key, value] of Object.entries(numbers)) programArguments.push(`--${key}`, String(value));
    for (const safeguard of this.#options.without) programArguments.push("--without", safeguard);
    const child = this.#backend.startWorker(programArguments, { stdio: ["ignore", "pipe", "inherit"] });
    const worker: Live = { name, child };
    this.#live.add(worker);
    this.#listen(worker);
    this.#gone.push(this.#afterExit(worker));
  }

  #startNative(index: number): void {
    const name = nativeName(index);
    const programArguments = [
      "--root",
      this.#options.catalogLocation?.root ?? join(this.#options.folder, "root"),
      "--eventLogs",
      this.#eventLogs,
      "--worker",
      name,
    ];
    programArguments.push("--seed", String(this.#options.seed * 1000 + index));
    const options: SpawnOptions = {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, LANCE_LOG: "error" },
    };
    const worker: Live = {
      name,
      child: startWorker(new URL("./native-worker.ts", import.meta.url), programArguments, options),
    };
    this.#nativeClients.add(worker);
    this.#listen(worker);
    this.#gone.push(this.#ended(worker));
  }

  #listen(worker: Live): void {
    const { stdout } = worker.child;
    if (stdout) createInterface({ input: stdout }).on("line", (line) => this.#heard(worker, line));
  }

  async #ended(worker: Live): Promise<void> {
    await exited(worker.child);
    if (worker.child.signalCode !== "SIGKILL") this.failed.push(worker.name);
    await this.#backend.settled?.(worker.name);
    this.ends.set(worker.name, await this.#versions.latest());
  }

  async #afterExit(worker: Live): Promise<void> {
    await this.#ended(worker);
    this.#live.delete(worker);
    if (!this.#stopped.signal.aborted && this.failed.length === 0) this.#startOne();
  }

  /** A worker says which storage call of which kind of operation begins. */
  #heard(worker: Live, line: string): void {
    if (line === "done") {
      this.returned++;
      return;
    }
    const aim = this.#aim;
    const [kind = "", call] = line.split(" ");
    if (aim === undefined || call === "end") return;
    // Rare operations that get nowhere for long must not hold up the rest.
    const patient = performance.now() - aim.since < 2500;
    const { first } = this.#backend.killedAt;
    if (patient ? kind !== aim.kind || Number(call) < aim.call : Number(call) < first) return;
    this.#aim = undefined;
    const hit = kind as OperationKind;
    this.#counts.set(hit, (this.#counts.get(hit) ?? 0) + 1);
    setTimeout(() => this.#kill(worker), this.#random.fraction() * 10);
  }

  #kill(worker: Live): void {
    if (this.#live.has(worker) && worker.child.kill("SIGKILL")) this.killed.push(worker.name);
    setTimeout(() => this.#takeAim(), this.#random.fraction() * 500);
  }

  #takeAim(): void {
    const { kills, operations } = this.#options;
    if (this.#stopped.signal.aborted || this.killed.length >= kills) return;
    if (this.killed.length * operations > this.returned * kills) {
      setTimeout(() => this.#takeAim(), 100);
      return;
    }
    const count = (kind: OperationKind): number => this.#counts.get(kind) ?? 0;
    const least = Math.min(...operationKinds.map(count));
    const kind = this.#random.pick(operationKinds.filter((other) => count(other) === least));
    const { first, last } = this.#backend.killedAt;
    this.#aim = { kind, call: first + this.#random.below(last - first + 1), since: performance.now() };
  }

  /** Pauses a worker from time to time, for up to three seconds. */
  async #pauseAtTimes(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await sleep(500 + this.#random.below(2500), undefined, { signal }).catch(() => undefined);
      const worker = [...this.#live][this.#random.below(this.#live.size)];
      if (signal.aborted || !worker?.child.kill("SIGSTOP")) continue;
      this.pauses++;
      const length = this.#random.chance(0.5) ? 3000 : 400;
      await sleep(this.#random.below(length), undefined, { signal }).catch(() => undefined);
      worker.child.kill("SIGCONT");
    }
  }

  /** Restarts what the catalog depends on, evenly between the calls and the kills. */
  async #restartAtTimes(): Promise<void> {
    const { restarts = 0, operations, kills } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted && this.restarts < restarts) {
      await sleep(500 + this.#random.below(2500), undefined, { signal }).catch(() => undefined);
      const isDue =
        this.restarts * operations <= this.returned * restarts &&
        this.restarts * kills <= this.killed.length * restarts;
      if (signal.aborted || !isDue) continue;
      await this.#backend.restart?.();
      this.restarts++;
    }
  }
}
