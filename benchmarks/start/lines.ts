import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root as repository } from "../../scripts/workspace.ts";
import { workerPath } from "../build-workers.ts";
import type { Job, Library } from "../dir/job.ts";
import { parent } from "../dir/job.ts";
import { runWorker } from "../run-worker.ts";
import type { StartJob, StartTimes } from "./job.ts";
import { timeNode } from "./processes.ts";

export interface StartSettings {
  /** Existing objects, each number with a catalog of each library. */
  readonly sizes: readonly number[];
  /** Processes of each side for each line. */
  readonly rounds: number;
}

/** What two processes took in one round, in milliseconds. */
export interface Pair {
  readonly work: string;
  readonly peer: string;
  /** The most that the ratio may be. */
  readonly max: number;
  readonly own: number;
  readonly other: number;
  /** What a part of the work takes that no catalog on LanceDB for Node can do without. */
  readonly floor?: number;
}

const cli = join(repository, "packages", "cli", "dist", "main.js");
const libraries = ["lancetree", "native"] as const;
/** A link to the catalog's table, without `.lance`. */
const manifestLink = "manifest";

/** Starts processes of both sides in turn. Each library lists the catalogs that it created itself. */
export async function measureStarts(
  { sizes, rounds }: StartSettings,
  say: (line: string) => void,
): Promise<Pair[]> {
  const scratch = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
  const rootOf = (library: Library, objects: number): string => join(scratch, `${library}-${objects}`);
  try {
    for (const objects of sizes) {
      for (const library of libraries) {
        say(`seeding ${objects} objects with ${library}`);
        const root = rootOf(library, objects);
        const job: Job = { library, task: "seed", root, objects, warmUp: 0, samples: 0 };
        await runWorker("dir/worker.ts", job);
      }
      // LanceDB opens tables of this name only.
      const root = rootOf("lancetree", objects);
      await symlink(join(root, "__manifest"), join(root, `${manifestLink}.lance`), "dir");
    }
    const pairs: Pair[] = [];
    // The first round reads the files of both sides into the system's memory, and is not counted.
    for (let round = 0; round <= rounds; round++) {
      say(round === 0 ? "a round that is not counted" : `round ${round} of ${rounds}`);
      const order = round % 2 === 0 ? libraries : libraries.toReversed();
      const measured = [
        ...(await commands(order)),
        ...(await lists(sizes, order, rootOf)),
        await ls(Math.min(...sizes), order, rootOf),
      ];
      if (round > 0) pairs.push(...measured);
    }
    return pairs;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type RootOf = (library: Library, objects: number) => string;

async function lists(sizes: readonly number[], order: readonly Library[], rootOf: RootOf): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [index, objects] of sizes.entries()) {
    const { lancetree, native } = await inOrder(order, (library) => {
      const job: StartJob = { library, root: rootOf(library, objects), namespaces: objects / 2 };
      return runWorker<StartTimes>("start/worker.ts", job);
    });
    const root = rootOf("lancetree", objects);
    const floor = await runWorker<StartTimes>("start/read-manifest.ts", { root, table: manifestLink });
    const pair = (work: string, max: number, time: (times: StartTimes) => number): Pair => ({
      work,
      peer: "LanceDB",
      max,
      own: time(lancetree),
      other: time(native),
      ...(work !== "import of the module" && { floor: time(floor) }),
    });
    const work = `connect and first list of ${objects.toLocaleString("en")} objects`;
    if (index === 0) pairs.push(pair("import of the module", 1.15, (times) => times.import));
    pairs.push(
      pair(`${work}, without the import`, 2, (times) => times.connectAndList),
      pair(`${work}, with the import`, 1.2, (times) => times.import + times.connectAndList),
    );
  }
  return pairs;
}

async function commands(order: readonly Library[]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const flag of ["--version", "--help"]) {
    const { lancetree, native } = await inOrder(order, async (library) => {
      const { elapsed, output } = await timeNode(library === "native" ? ["--eval", "0"] : [cli, flag]);
      if (library === "lancetree" && output === "") throw new Error(`lancetree ${flag} printed nothing`);
      return elapsed;
    });
    pairs.push({
      work: `lancetree ${flag}`,
      peer: "bare Node",
      max: 1.5,
      own: lancetree,
      other: native,
    });
  }
  return pairs;
}

async function ls(objects: number, order: readonly Library[], rootOf: RootOf): Promise<Pair> {
  const { lancetree, native } = await inOrder(order, (library) => {
    const root = rootOf(library, objects);
    return timeNode(
      library === "native"
        ? [workerPath("start/native-ls.ts"), root, ...parent]
        : [cli, "ls", ...parent, "--root", root],
    );
  });
  const [own, other] = [lancetree, native].map(({ output }) => output.split("\n").toSorted().join("\n"));
  if (own !== other || own === "") throw new Error("lancetree ls and the script printed different names");
  return {
    work: "lancetree ls",
    peer: "a script with LanceDB",
    max: 1.2,
    own: lancetree.elapsed,
    other: native.elapsed,
  };
}

async function inOrder<Result>(
  order: readonly Library[],
  run: (library: Library) => Promise<Result>,
): Promise<Record<Library, Result>> {
  const results: Partial<Record<Library, Result>> = {};
  for (const library of order) results[library] = await run(library);
  return results as Record<Library, Result>;
}
