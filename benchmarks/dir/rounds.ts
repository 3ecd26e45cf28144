import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runWorker } from "../run-worker.ts";
import { catalogDiskUse, type DiskUse } from "./disk.ts";
import type { Job, Library, Outcome, Task } from "./job.ts";

/** A library, and which one wrote the catalog that it runs on. */
export interface Setup {
  readonly label: string;
  readonly library: Library;
  readonly seededBy: Library;
}

export const setups: readonly Setup[] = [
  { label: "lancetree", library: "lancetree", seededBy: "lancetree" },
  { label: "native", library: "native", seededBy: "native" },
  { label: "lancetree on native's files", library: "lancetree", seededBy: "native" },
];

export interface Settings {
  /** Existing objects, each with a catalog of its own. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Calls in each process that are not counted, and that are; five times as many for reads. */
  readonly warmUp: number;
  readonly samples: number;
}

/** One job's outcome in one round. */
export interface Run {
  readonly label: string;
  readonly objects: number;
  readonly task: Task;
  /** Milliseconds that the whole process took. */
  readonly elapsed: number;
  readonly outcome: Outcome;
  /** The catalog's table before and after, for the tasks that write. */
  readonly disk?: { readonly before: DiskUse; readonly after: DiskUse } | undefined;
}

const measured: readonly Task[] = ["read", "create-namespace", "create-table", "memory"];

/** Seeds the catalogs, then runs every task of every setup once a round, in an order that alternates from round to round. */
export async function runRounds(settings: Settings, say: (line: string) => void): Promise<Run[]> {
  const scratch = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
  try {
    const runs: Run[] = [];
    for (const objects of settings.sizes) {
      for (const library of ["lancetree", "native"] as const) {
        say(`seeding ${objects} objects with ${library}`);
        const root = seeded(scratch, library, objects);
        const job: Job = { library, task: "seed", root, objects, warmUp: 0, samples: 0 };
        runs.push(await timed({ label: library, objects, task: "seed" }, () => runJob(job)));
      }
    }
    for (let round = 0; round < settings.rounds; round++) {
      const order = round % 2 === 0 ? setups : setups.toReversed();
      for (const objects of settings.sizes) {
        say(`round ${round + 1} of ${settings.rounds}, ${objects} objects`);
        for (const task of measured) {
          for (const setup of order) runs.push(await runOnce(scratch, setup, task, objects, settings));
        }
      }
    }
    return runs;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runOnce(
  scratch: string,
  { label, library, seededBy }: Setup,
  task: Task,
  objects: number,
  { warmUp, samples }: Settings,
): Promise<Run> {
  const seed = seeded(scratch, seededBy, objects);
  const job: Omit<Job, "root"> = { library, task, objects, warmUp, samples };
  const which = { label, objects, task };
  if (task === "read" || task === "memory") {
    // Reads are short and change nothing: more of them cost little.
    const more = { ...job, warmUp: 5 * warmUp, samples: 5 * samples };
    return timed(which, () => runJob({ ...more, root: seed }));
  }
  // What is written must not be there in the next round.
  const root = join(scratch, "copy");
  await cp(seed, root, { recursive: true });
  const before = await catalogDiskUse(root);
  const run = await timed(which, () => runJob({ ...job, root }));
  const after = await catalogDiskUse(root);
  await rm(root, { recursive: true });
  return { ...run, disk: { before, after } };
}

async function timed(
  which: Pick<Run, "label" | "objects" | "task">,
  work: () => Promise<Outcome>,
): Promise<Run> {
  const start = performance.now();
  const outcome = await work();
  return { ...which, elapsed: performance.now() - start, outcome };
}

function seeded(scratch: string, library: Library, objects: number): string {
  return join(scratch, `${library}-${objects}`);
}

function runJob(job: Job): Promise<Outcome> {
  return runWorker("dir/worker.ts", job);
}
