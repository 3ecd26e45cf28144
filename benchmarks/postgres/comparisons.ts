import { join } from "node:path";
import type { Library } from "../dir/job.ts";
import { runWorker } from "../run-worker.ts";
import type {
  Job as DirectoryJob,
  Outcome as DirectoryOutcome,
  Task as DirectoryTask,
} from "../scale/job.ts";
import { SeededCatalogs } from "../scale/seeded-catalogs.ts";
import { median } from "../statistics.ts";
import type { Figure as Measured } from "../targets.ts";
import type { Client, Job, Outcome, Task } from "./job.ts";
import { seedDatabase, seedNamespace, withClient } from "./seed.ts";

/** One round's figure of one line. */
export interface Figure extends Measured {
  /** Objects in the catalog. */
  readonly size: string;
  /** The same figure for the bare statements or, where they are what is compared with, for the recorded ones. */
  readonly floor?: number;
  /** Milliseconds per call, or calls per second. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Settings {
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly works: readonly Work[];
  readonly cascade: number;
  /** Creations by each of 4 callers in each of four processes; 0 for none. */
  readonly each: number;
  /** Sizes that are also measured with catalogs in folders, and calls of each kind there. */
  readonly directories: { readonly sizes: readonly number[]; readonly calls: number };
}

export interface Work {
  readonly name: string;
  readonly task: Task;
  readonly callers: number;
  /** Counted calls by each caller. */
  readonly calls: number;
  /** Whether our promises need more than the least statement. */
  readonly isChange?: boolean;
}

/** The most that Lancetree may take, as a multiple of the bare statements. */
const maxOverhead = 1.3;
/** The most that a call may take in the largest catalog, as a multiple of the smallest one. */
const maxGrowth = 1.3;
const readers = ["lancetree", "bare"] as const;
const writers = ["lancetree", "bare", "recorded"] as const;

/** Measures each task in a new process on databases that are seeded once. */
export class PostgresBench {
  readonly #server: string;
  readonly #scratch: string;
  readonly #settings: Settings;
  readonly #say: (line: string) => void;
  readonly #databases = new Map<number, Promise<string>>();
  #names = 0;

  constructor(server: string, scratch: string, settings: Settings, say: (line: string) => void) {
    this.#server = server;
    this.#scratch = scratch;
    this.#settings = settings;
    this.#say = say;
  }

  async round(round: number): Promise<Figure[]> {
    const { sizes, works, rounds, cascade, each } = this.#settings;
    const ordered = <One extends Client>(clients: readonly One[]): readonly One[] =>
      round % 2 === 0 ? clients : clients.toReversed();
    const figures: Figure[] = [];
    for (const work of works) {
      this.#say(`round ${round + 1} of ${rounds}: ${work.name}`);
      const own: Record<"lancetree" | "bare", number>[] = [];
      for (const size of sizes) {
        const measure = async (client: Client): Promise<number> =>
          perCall(work, await this.#run(client, size, work));
        const times: Record<"lancetree" | "bare", number> & { recorded?: number } = work.isChange
          ? await inOrder(ordered(writers), measure)
          : await inOrder(ordered(readers), measure);
        own.push(times);
        const { lancetree, bare, recorded } = times;
        const figure = { ...line(work.name, size), value: lancetree / bare, max: maxOverhead };
        figures.push({
          ...figure,
          ...(recorded !== undefined && { floor: recorded / bare }),
          parts: { ...times },
        });
      }
      const [small, large] = [own.at(0), own.at(-1)];
      if (small === undefined || large === undefined || own.length < 2) continue;
      figures.push({
        ...line(`${work.name}, to the smallest catalog`, sizes.at(-1) ?? 0),
        value: large.lancetree / small.lancetree,
        max: maxGrowth,
        floor: large.bare / small.bare,
        parts: { small: small.lancetree, large: large.lancetree },
      });
    }
    for (const size of sizes) figures.push(await this.#cascade(cascade, size, ordered(readers)));
    if (each > 0) figures.push(await this.#fourProcesses(each, sizes[0] ?? 0, ordered(readers)));
    return figures;
  }

  /** Catalogs in folders, which take too long for every round. */
  async once(): Promise<Figure[]> {
    const { sizes, calls } = this.#settings.directories;
    if (sizes.length === 0) return [];
    const figures: Figure[] = [];
    const catalogs = new SeededCatalogs(this.#scratch);
    const directory = async (library: Library, task: DirectoryTask, objects: number, callers = 1) => {
      const each = callers === 1 ? calls : Math.ceil(calls / 2);
      const job: Omit<DirectoryJob, "root"> = { library, task, calls: each, callers, name: "made" };
      const outcome = await catalogs.onCopy({ objects, order: "sorted" }, (root) =>
        runWorker<DirectoryOutcome>("scale/worker.ts", { ...job, root }),
      );
      return callers === 1 ? median(outcome.times) : outcome.total / outcome.done;
    };
    const besides = [
      ["create namespace", "create-namespaces", "create-namespace"],
      ["describe", "describe", "describe"],
      ["list 100", "list", "list"],
    ] as const;
    for (const size of sizes) {
      for (const [name, directoryTask, task] of besides) {
        this.#say(`${name}, ${size.toLocaleString("en")} objects in folders`);
        const work: Work = { name, task, callers: 1, calls: 100 };
        const postgres = perCall(work, await this.#run("lancetree", size, work));
        for (const library of ["lancetree", "native"] as const) {
          const other = await directory(library, directoryTask, size);
          const peer = library === "native" ? "LanceDB's folder" : "Lancetree's folder";
          figures.push({
            ...line(`${name}, ${peer} to PostgreSQL`, size),
            value: other / postgres,
            parts: { folder: other, postgres },
          });
        }
      }
    }
    this.#say("64 callers beside LanceDB's folder");
    const objects = 25_000;
    const work: Work = { name: "", task: "create-namespace", callers: 64, calls: 32 };
    const { lancetree: postgres, bare } = await inOrder(readers, async (client) =>
      perCall(work, await this.#run(client, objects, work)),
    );
    const native = await directory("native", "create-namespaces", objects, 64);
    figures.push({
      ...line("create namespace, 64 callers, LanceDB's folder to PostgreSQL", objects),
      value: native / postgres,
      least: 100,
      floor: native / bare,
      parts: { folder: native, postgres, bare },
    });
    return figures;
  }

  /** Drops as many objects with a cascade, in a catalog that has others as well. */
  async #cascade(count: number, size: number, order: readonly ("lancetree" | "bare")[]): Promise<Figure> {
    this.#say(`cascade of ${count.toLocaleString("en")} beside ${size.toLocaleString("en")} objects`);
    const url = await this.#database(size);
    const { lancetree, bare } = await inOrder(order, async (client) => {
      const name = `c${++this.#names}x`;
      await withClient(url, (connection) => seedNamespace(connection, `${name}0`, count));
      const work: Work = { name: "", task: "cascade", callers: 1, calls: 1 };
      return perCall(work, await this.#run(client, size, work, name));
    });
    return {
      ...line(`cascade of ${count.toLocaleString("en")}`, size),
      value: lancetree,
      unit: "ms",
      max: 1000,
      floor: bare,
      parts: { lancetree, bare },
    };
  }

  async #fourProcesses(
    calls: number,
    size: number,
    order: readonly ("lancetree" | "bare")[],
  ): Promise<Figure> {
    this.#say("four processes");
    const work: Work = { name: "", task: "create-namespace", callers: 4, calls };
    const rate = async (client: Client, processes: number): Promise<number> => {
      const outcomes = await Promise.all(
        Array.from({ length: processes }, () => this.#run(client, size, work)),
      );
      const done = outcomes.reduce((sum, outcome) => sum + outcome.done, 0);
      return (1000 * done) / Math.max(...outcomes.map(({ total }) => total));
    };
    const both = await inOrder(order, async (client) => [await rate(client, 1), await rate(client, 4)]);
    const [one = Number.NaN, four = Number.NaN] = both.lancetree;
    const [oneBare = Number.NaN, fourBare = Number.NaN] = both.bare;
    return {
      ...line("rate of 4 processes, to one's", size),
      value: four / one,
      least: 2.5,
      floor: fourBare / oneBare,
      parts: { one, four, oneBare, fourBare },
    };
  }

  async #run(
    client: Client,
    size: number,
    { task, callers, calls }: Work,
    name = `n${++this.#names}`,
  ): Promise<Outcome> {
    const url = await this.#database(size);
    const root = join(this.#scratch, "tables");
    const job: Job = { client, task, url, root, callers, calls, name };
    const outcome = await runWorker<Outcome>("postgres/worker.ts", job);
    if (outcome.done !== callers * calls) throw new Error(`${outcome.done} of ${callers * calls} calls`);
    return outcome;
  }

  #database(size: number): Promise<string> {
    const known = this.#databases.get(size);
    if (known) return known;
    this.#say(`seeding ${size.toLocaleString("en")} objects`);
    const made = seedDatabase(this.#server, size);
    this.#databases.set(size, made);
    return made;
  }
}

/** Milliseconds per call: of one caller the median, of several the share of the whole time. */
function perCall({ callers }: Work, { times, total, done }: Outcome): number {
  return callers === 1 ? median(times) : total / done;
}

function line(work: string, size: number): Pick<Figure, "work" | "size" | "unit"> {
  return { work, size: size.toLocaleString("en"), unit: "×" };
}

async function inOrder<One extends Client, Result>(
  order: readonly One[],
  run: (client: One) => Promise<Result>,
): Promise<Record<One, Result>> {
  const results: [One, Result][] = [];
  for (const client of order) results.push([client, await run(client)]);
  return Object.fromEntries(results) as Record<One, Result>;
}
