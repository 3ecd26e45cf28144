import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { manifestName } from "@lancetree/tables";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { manifestTableName } from "../../src/manifest/manifest-table.ts";
import { readVersionMetadata } from "../../src/manifest/version-file.ts";
import type { SoakSample } from "./soak-worker.ts";
import { VersionWatch } from "./versions.ts";
import { exited, startWorker } from "./worker-process.ts";

export interface SoakOptions {
  readonly root: string;
  readonly processes: number;
  /** The least time that it takes. */
  readonly seconds: number;
  /** How many calls all processes together make at least; none by default. */
  readonly calls?: number | undefined;
}

export interface SoakReport {
  readonly calls: number;
  readonly versions: number;
  /** Of the manifest table, at the end and the most that were seen. */
  readonly fragments: { readonly last: number; readonly max: number };
  readonly processes: readonly MemoryReport[];
  readonly failures: readonly string[];
}

/** Medians in megabytes of the second and the last third of the time; the first is for warming up. */
export interface MemoryReport {
  readonly heap: readonly [second: number, last: number];
  readonly resident: readonly [second: number, last: number];
}

interface Worker {
  readonly child: ChildProcess;
  readonly samples: SoakSample[];
  readonly ready: Promise<unknown>;
}

/** Several processes work on one catalog for a time and a number of calls, and end by themselves. */
export async function soakRun({ root, processes, seconds, calls = 0 }: SoakOptions): Promise<SoakReport> {
  const workers = Array.from({ length: processes }, (_, index) => startOne(root, index, seconds));
  await Promise.all(workers.map(({ ready }) => ready));
  const versions = new VersionWatch(new LocalFolder(root));
  const counts: number[] = [];
  const until = performance.now() + seconds * 1000;
  const called = (): number => workers.reduce((sum, { samples }) => sum + (samples.at(-1)?.calls ?? 0), 0);
  while (performance.now() < until || called() < calls) {
    const ended = workers.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (ended) throw new Error(`A process ended with ${ended.child.exitCode ?? ended.child.signalCode}.`);
    await sleep(500);
    const latest = await versions.latest();
    if (latest > 0) counts.push(fragmentsIn(root, latest));
  }
  for (const { child } of workers) child.kill("SIGTERM");
  await Promise.all(workers.map(({ child }) => exited(child)));
  const last = workers.map(({ samples }) => samples.at(-1));
  const latest = await versions.latest();
  const codes = workers.map(({ child }) => child.exitCode);
  return {
    calls: last.reduce((sum, sample) => sum + (sample?.calls ?? 0), 0),
    versions: latest,
    fragments: { last: fragmentsIn(root, latest), max: Math.max(...counts) },
    processes: workers.map(({ samples }) => ({
      heap: medians(samples.map(({ heap }) => heap)),
      resident: medians(samples.map(({ resident }) => resident)),
    })),
    failures: [
      ...last.flatMap((sample) => sample?.failures ?? []),
      ...codes.filter((code) => code !== 0).map((code) => `a process ended with ${code}`),
    ],
  };
}

/** Whether what a process holds is more in the last third than in the one before, by more than chance does. */
export function grows({ heap, resident }: MemoryReport): boolean {
  return heap[1] > heap[0] * 1.1 + 2 || resident[1] > resident[0] * 1.1 + 8;
}

function startOne(root: string, index: number, seconds: number): Worker {
  // Some thirty samples at any duration.
  const every = Math.max(500, Math.round((seconds * 1000) / 30));
  const programArguments = ["--root", root, "--seed", String(index + 1), "--every", String(every)];
  const child = startWorker(new URL("./soak-worker.ts", import.meta.url), programArguments, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const samples: SoakSample[] = [];
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  lines.on("line", (line) => samples.push(JSON.parse(line) as SoakSample));
  return { child, samples, ready: once(lines, "line") };
}

function fragmentsIn(root: string, version: number): number {
  const file = join(root, manifestTableName, "_versions", manifestName(version));
  return readVersionMetadata(readFileSync(file)).fragments.length;
}

function medians(bytes: readonly number[]): readonly [second: number, last: number] {
  const third = Math.floor(bytes.length / 3);
  return [median(bytes.slice(third, 2 * third)), median(bytes.slice(2 * third))];
}

function median(bytes: readonly number[]): number {
  const middle = bytes.toSorted((left, right) => left - right)[Math.floor(bytes.length / 2)] ?? 0;
  return Math.round(middle / 2 ** 16) / 16;
}
