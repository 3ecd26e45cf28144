/** From single runs to the figures that are shown. */

import { groupBy, median, type Spread, spread } from "../statistics.ts";
import type { Run } from "./rounds.ts";

export interface CommitCost {
  readonly commitsPerCall: number;
  readonly filesPerCommit: number;
  readonly bytesPerCommit: number;
}

export interface Summary {
  readonly objects: number;
  readonly label: string;
  /** Of the medians of the rounds, in milliseconds. */
  readonly timings: Readonly<Record<string, Spread>>;
  readonly commits: Readonly<Record<string, CommitCost>>;
  /** The catalog's table as seeded. */
  readonly disk: { readonly files: number; readonly bytes: number };
  /** Bytes. */
  readonly memory: { readonly resident: number; readonly heap: number };
  /** Making the catalog through the library's own calls; absent for a catalog that another one made. */
  readonly seeding?: { readonly seconds: number; readonly peakBytes: number } | undefined;
}

export function summarize(runs: readonly Run[], calls: number): Summary[] {
  const groups = groupBy(runs, ({ objects, label }) => JSON.stringify([objects, label]));
  return [...groups.values()].map((group) => summarizeGroup(group, calls));
}

/** Resident bytes that each object adds, from the smallest and the largest catalog. Not a number for one size. */
export function memoryPerObject(summaries: readonly Summary[], label: string): number {
  const own = summaries.filter((summary) => summary.label === label);
  const sorted = own.toSorted((a, b) => a.objects - b.objects);
  const [small, large] = [sorted.at(0), sorted.at(-1)];
  if (small === undefined || large === undefined || small === large) return Number.NaN;
  return (large.memory.resident - small.memory.resident) / (large.objects - small.objects);
}

function summarizeGroup(group: readonly [Run, ...Run[]], calls: number): Summary {
  const [{ objects, label }] = group;
  const names = new Set(group.flatMap(({ outcome }) => Object.keys(outcome.times)));
  const written = group.filter(({ disk }) => disk !== undefined);
  const seeded = group.find(({ task }) => task === "seed");
  const memories = group.flatMap(({ outcome }) => outcome.memory ?? []);
  return {
    objects,
    label,
    timings: Object.fromEntries([...names].map((name) => [name, timing(group, name)])),
    commits: Object.fromEntries(
      [...groupBy(written, ({ task }) => task)].map(([task, some]) => [task, commitCost(some, calls)]),
    ),
    disk: {
      files: median(written.map(({ disk }) => disk?.before.files ?? 0)),
      bytes: median(written.map(({ disk }) => disk?.before.bytes ?? 0)),
    },
    memory: {
      resident: median(memories.map(({ resident }) => resident)),
      heap: median(memories.map(({ heap }) => heap)),
    },
    ...(seeded && { seeding: { seconds: seeded.elapsed / 1000, peakBytes: seeded.outcome.peak } }),
  };
}

function timing(group: readonly Run[], name: string): Spread {
  return spread(
    group.flatMap(({ outcome }) => {
      const times = outcome.times[name];
      return times ? [median(times)] : [];
    }),
  );
}

function commitCost(runs: readonly Run[], calls: number): CommitCost {
  const growth = (measure: "files" | "bytes" | "versions"): number =>
    runs.reduce((sum, { disk }) => sum + (disk ? disk.after[measure] - disk.before[measure] : 0), 0);
  const commits = growth("versions");
  return {
    commitsPerCall: commits / (runs.length * calls),
    filesPerCommit: growth("files") / commits,
    bytesPerCommit: growth("bytes") / commits,
  };
}
