import { catalogDiskUse } from "../dir/disk.ts";
import type { Library } from "../dir/job.ts";
import { runWorker } from "../run-worker.ts";
import { median } from "../statistics.ts";
import type { Job, Outcome, Task } from "./job.ts";
import type { Figures } from "./measure.ts";
import type { Order, Seed } from "./seed.ts";
import { SeededCatalogs } from "./seeded-catalogs.ts";

/** One round's figures of one line of the result table. */
export interface Figure {
  readonly work: string;
  readonly size: string;
  /** What the target bounds. */
  readonly value: number;
  /** The value for one merge through LanceDB's table API instead. No catalog on such a table can be better. */
  readonly floor?: number;
  /** What it was made of: milliseconds, bytes or counts. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Settings {
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Counted calls of each kind in one process. */
  readonly calls: number;
  /** Creations by each of 64 callers. */
  readonly callsAtOnce: number;
  /** Creations whose disk space is compared. */
  readonly singles: readonly number[];
  readonly cascade: number;
  /** Creations by each of four processes. */
  readonly each: number;
  /** Creations by each of two native processes that run beside two Lancetree processes. */
  readonly beside: number;
}

const manyCallers = 64;
const libraries: readonly Library[] = ["lancetree", "native"];

/** Compares Lancetree with the native client, and prints what it measures at the moment. */
export class Bench {
  readonly #catalogs: SeededCatalogs;
  readonly #settings: Settings;
  readonly #say: (line: string) => void;

  constructor(scratch: string, settings: Settings, say: (line: string) => void) {
    this.#catalogs = new SeededCatalogs(scratch);
    this.#settings = settings;
    this.#say = say;
  }

  /** Everything that is compared in every round. */
  async round(round: number): Promise<Figure[]> {
    const figures: Figure[] = [];
    for (const size of this.#settings.sizes) {
      this.#say(`round ${round + 1}, ${size.toLocaleString("en")} objects`);
      figures.push(...(await this.#atSize(size, round)));
    }
    this.#say(`round ${round + 1}, drops and processes`);
    figures.push(await this.#cascade(), await this.#fourProcesses());
    return figures;
  }

  /** What takes too long for every round: disk space, and many calls beside native clients. */
  async once(): Promise<Figure[]> {
    this.#say("disk space");
    const figures: Figure[] = [];
    for (const calls of this.#settings.singles) figures.push(await this.#disk(calls, 1));
    const [calls = 0] = this.#settings.singles;
    figures.push(await this.#disk(calls, manyCallers));
    this.#say("Lancetree processes and native processes");
    figures.push(...(await this.#beside()));
    return figures;
  }

  async #atSize(objects: number, round: number): Promise<Figure[]> {
    const size = objects.toLocaleString("en");
    const { calls, callsAtOnce } = this.#settings;
    // A creation by the native client at a million objects takes a second.
    const few = objects >= 100_000 ? Math.ceil(calls / 4) : calls;
    const compare = async (work: string, task: Task, options: Partial<Job> = {}): Promise<Figure> => {
      const outcomes = await this.#both(objects, task, { calls: few, ...options }, round);
      return { work, size, ...ratio((library) => median(outcomes[library].times)) };

      function ratio(of: (library: Library) => number): Pick<Figure, "value" | "parts"> {
        const parts = { lancetree: of("lancetree"), native: of("native") };
        return { value: parts.native / parts.lancetree, parts };
      }
    };
    const figures = [
      await compare("describe", "describe", { calls: 5 * calls }),
      await compare("list 100", "list", { calls: 5 * calls }),
      await this.#create(await compare("create namespace, single call", "create-and-rest"), objects, few),
      await this.#throughput("create namespace, back to back", size, objects, few, 1, round),
      ...(await this.#open(size, objects, "sorted")),
      ...(await this.#open(size, objects, "shuffled")),
    ];
    if (objects > 25_000) return figures;
    figures.push(
      await this.#throughput("create namespace, 64 callers", size, objects, callsAtOnce, manyCallers, round),
      await compare("open table", "open-tables"),
      await compare("create table", "create-tables"),
    );
    return figures;
  }

  /** Says what LanceDB's own merge takes, in the same round. */
  async #create(figure: Figure, objects: number, calls: number): Promise<Figure> {
    const { times } = await this.#catalogs.onCopy(seedOf(objects), (root) =>
      run({ library: "native", task: "merge-and-rest", root, calls }),
    );
    const merge = median(times);
    const { native = Number.NaN } = figure.parts;
    return { ...figure, floor: native / merge, parts: { ...figure.parts, merge } };
  }

  async #throughput(
    work: string,
    size: string,
    objects: number,
    calls: number,
    callers: number,
    round: number,
  ): Promise<Figure> {
    const outcomes = await this.#both(objects, "create-namespaces", { calls, callers }, round);
    const each = (library: Library): number => outcomes[library].total / outcomes[library].done;
    const parts = { lancetree: each("lancetree"), native: each("native") };
    return { work, size, value: parts.native / parts.lancetree, parts };
  }

  async #open(size: string, objects: number, order: Order): Promise<Figure[]> {
    const root = await this.#catalogs.seed({ objects, order, tables: objects <= 25_000 });
    const small = await this.#catalogs.seed({ objects: 200, order: "sorted" });
    const figures = await runWorker<Figures>("scale/measure.ts", { root, small, rounds: 3 });
    const words = order === "sorted" ? "" : ", rows shuffled";
    const { lanceRows, firstResult, memory, peak } = figures;
    return [
      {
        work: `open, to the first result${words}`,
        size,
        value: firstResult / lanceRows,
        parts: { firstResult, lanceRows },
      },
      { work: `memory${words}`, size, value: peak / 2 ** 20, parts: { memory, peak } },
    ];
  }

  /** The figures of both libraries, measured one after the other in an order that alternates from round to round. */
  async #both(
    objects: number,
    task: Task,
    options: Partial<Job>,
    round: number,
  ): Promise<Record<Library, Outcome>> {
    const seed = seedOf(objects);
    const outcomes: Partial<Record<Library, Outcome>> = {};
    for (const library of round % 2 === 0 ? libraries : libraries.toReversed()) {
      outcomes[library] = await this.#catalogs.onCopy(seed, (root) =>
        run({ library, task, root, ...options }),
      );
    }
    const { lancetree, native } = outcomes;
    if (lancetree === undefined || native === undefined) throw new Error("A library was left out.");
    return { lancetree, native };
  }

  async #cascade(): Promise<Figure> {
    const objects = this.#settings.cascade;
    const { times, special = Number.NaN } = await this.#catalogs.onCopy(
      { objects, order: "sorted", cascaded: objects },
      (root) => run({ library: "lancetree", task: "drops", root, calls: this.#settings.calls }),
    );
    const single = median(times);
    return {
      work: "drop with cascade, to one drop",
      size: objects.toLocaleString("en"),
      value: special / single,
      parts: { cascade: special, single },
    };
  }

  async #fourProcesses(): Promise<Figure> {
    const { each } = this.#settings;
    const [one, four] = [
      await this.#rate("create-namespaces", 1, each),
      await this.#rate("create-namespaces", 4, each),
    ];
    // LanceDB does not compact after its own merges, so more of them would only be slower.
    const few = Math.ceil(each / 5);
    const [oneMerges, fourMerge] = [await this.#rate("merges", 1, few), await this.#rate("merges", 4, few)];
    return {
      work: "rate of 4 processes, to one's",
      size: `4 × ${each}`,
      value: four / one,
      floor: fourMerge / oneMerges,
      parts: { one, four, oneMerges, fourMerge },
    };
  }

  /** Calls per second of several processes together. */
  #rate(task: Task, processes: number, calls: number): Promise<number> {
    return this.#catalogs.onCopy({ objects: 200, order: "sorted" }, async (root) => {
      const outcomes = await Promise.all(
        Array.from({ length: processes }, (_none, index) =>
          run({ library: "lancetree", task, root, calls, name: `p${index}` }),
        ),
      );
      const done = outcomes.reduce((sum, outcome) => sum + outcome.done, 0);
      if (done !== processes * calls) throw new Error(`${done} of ${processes * calls} creations landed.`);
      return (1000 * done) / Math.max(...outcomes.map(({ total }) => total));
    });
  }

  async #disk(calls: number, callers: number): Promise<Figure> {
    const used = (library: Library): Promise<number> =>
      this.#catalogs.onCopy({ objects: 0, order: "sorted" }, async (root) => {
        const before = (await catalogDiskUse(root)).bytes;
        await run({ library, task: "create-namespaces", root, calls: Math.ceil(calls / callers), callers });
        return (await catalogDiskUse(root)).bytes - before;
      });
    const parts = { lancetree: await used("lancetree"), native: await used("native") };
    const words = callers === 1 ? "one at a time" : `by ${callers} callers`;
    return {
      work: `disk after creations, ${words}`,
      size: calls.toLocaleString("en"),
      value: parts.lancetree / parts.native,
      parts,
    };
  }

  /** Two Lancetree processes create namespaces while two native processes do. */
  async #beside(): Promise<Figure[]> {
    const calls = this.#settings.beside;
    return this.#catalogs.onCopy({ objects: 200, order: "sorted" }, async (root) => {
      const jobs = [0, 1, 2, 3].map((index) => {
        const library: Library = index < 2 ? "native" : "lancetree";
        const job = { library, task: "create-namespaces", root, name: `${library}${index}` } as const;
        return {
          library,
          name: job.name,
          outcome: run({ ...job, calls: library === "native" ? calls : calls / 2 }),
        };
      });
      const ended = await Promise.all(jobs.map(async (job) => ({ ...job, outcome: await job.outcome })));
      const nativeJobs = ended.filter(({ library }) => library === "native");
      const gaveUp = nativeJobs.reduce((sum, { outcome }) => sum + outcome.errors.length, 0);
      const acknowledged = ended.flatMap(({ name, outcome }) =>
        outcome.created.map((index) => `${name}-${index}`),
      );
      const { names } = await runWorker<{ names: string[] }>("scale/names.ts", { root });
      const there = new Set(names);
      const lost = acknowledged.filter((name) => !there.has(name)).length;
      const failures = ended.flatMap(({ library, outcome }) =>
        library === "native" ? [] : outcome.errors,
      ).length;
      const size = `${2 * calls} native`;
      return [
        {
          work: "beside native clients: acknowledged and lost",
          size,
          value: lost,
          parts: { acknowledged: acknowledged.length },
        },
        {
          work: "beside native clients: native calls that give up",
          size,
          value: gaveUp / (2 * calls),
          parts: { gaveUp },
        },
        { work: "beside native clients: Lancetree calls that give up", size, value: failures, parts: {} },
      ];
    });
  }
}

function seedOf(objects: number): Omit<Seed, "root"> {
  return { objects, order: "sorted", tables: objects <= 25_000 };
}

function run(job: Partial<Job> & Pick<Job, "library" | "task" | "root">): Promise<Outcome> {
  return runWorker<Outcome>("scale/worker.ts", { calls: 20, callers: 1, name: "made", ...job });
}
