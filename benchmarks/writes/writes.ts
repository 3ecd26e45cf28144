import type { Library } from "../dir/job.ts";
import { runWorker } from "../run-worker.ts";
import type { Job, Outcome, Task } from "../scale/job.ts";
import type { Seed } from "../scale/seed.ts";
import { SeededCatalogs } from "../scale/seeded-catalogs.ts";
import { median } from "../statistics.ts";

export interface WriteSettings {
  readonly callers: {
    readonly sizes: readonly number[];
    /** Counted creations by each of 64 callers. */
    readonly calls: number;
  };
  readonly single: { readonly objects: number; readonly calls: number };
  readonly rounds: number;
}

/** One round's figure of one line. */
export interface WriteFigure {
  readonly work: string;
  /** Lancetree's time divided by the other's. */
  readonly value: number;
  readonly max: number;
  /** The value if Lancetree's part of the time were one merge through LanceDB's table API. */
  readonly floor?: number;
  /** Milliseconds per call. */
  readonly parts: Readonly<Record<string, number>>;
}

const callers = 64;

/** Measures creations, each task in a new process on a copy of a seeded catalog. */
export class Writes {
  readonly #catalogs: SeededCatalogs;
  readonly #settings: WriteSettings;

  /** @param scratch - the folder for the catalogs */
  constructor(scratch: string, settings: WriteSettings) {
    this.#catalogs = new SeededCatalogs(scratch);
    this.#settings = settings;
  }

  async round(round: number): Promise<WriteFigure[]> {
    const figures: WriteFigure[] = [];
    for (const objects of this.#settings.callers.sizes)
      figures.push(await this.#besideAnother(objects, round));
    return [...figures, ...(await this.#single(round))];
  }

  /** The same creations with and without a commit of another connection right before them. */
  async #besideAnother(objects: number, round: number): Promise<WriteFigure> {
    const { calls } = this.#settings.callers;
    const each = async (task: Task): Promise<number> => {
      const { total, done } = await this.#run(objects, { library: "lancetree", task, calls, callers });
      return total / done;
    };
    const [after, alone] = await alternating(round, [
      () => each("create-after-another-writer"),
      () => each("create-namespaces"),
    ]);
    return {
      work: `64 callers, ${objects.toLocaleString("en")} objects, right after another writer, to alone`,
      value: after / alone,
      max: 1.3,
      parts: { after, alone },
    };
  }

  /** One caller, whose calls wait when clearing the intent of an earlier one is in their way. */
  async #single(round: number): Promise<WriteFigure[]> {
    const { objects, calls } = this.#settings.single;
    const time = async (library: Library, task: Task): Promise<number> =>
      median((await this.#run(objects, { library, task, calls })).times);
    const both = (task: Task): Promise<[number, number]> =>
      alternating(round, [() => time("lancetree", task), () => time("native", task)]);
    const [namespace, nativeNamespace] = await both("create-namespaces");
    const [table, nativeTable] = await both("create-tables");
    const merge = await time("native", "merges");
    return [
      {
        work: `create namespace, one caller, ${objects} objects, to native`,
        value: namespace / nativeNamespace,
        max: 1.1,
        floor: merge / nativeNamespace,
        parts: { lancetree: namespace, native: nativeNamespace, merge },
      },
      {
        work: `create table, one caller, ${objects} objects, to native`,
        value: table / nativeTable,
        max: 1.1,
        // What the native client needs for a table beyond the row, and one merge for the row.
        floor: (nativeTable - nativeNamespace + merge) / nativeTable,
        parts: { lancetree: table, native: nativeTable, merge },
      },
    ];
  }

  #run(objects: number, job: Pick<Job, "library" | "task" | "calls"> & Partial<Job>): Promise<Outcome> {
    const seed: Omit<Seed, "root"> = { objects, order: "sorted" };
    return this.#catalogs.onCopy(seed, async (root) => {
      const outcome = await runWorker<Outcome>("scale/worker.ts", { callers: 1, name: "made", root, ...job });
      if (outcome.errors.length > 0) throw new Error(`Creations failed: ${outcome.errors.join("; ")}`);
      return outcome;
    });
  }
}

/** Runs two measurements in an order that alternates from round to round. */
async function alternating<T>(
  round: number,
  [first, second]: readonly [() => Promise<T>, () => Promise<T>],
): Promise<[T, T]> {
  if (round % 2 === 0) return [await first(), await second()];
  const last = await second();
  return [await first(), last];
}
