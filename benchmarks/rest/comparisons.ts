import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runWorker } from "../run-worker.ts";
import { groupBy } from "../statistics.ts";
import { type Figure as Bounded, summarizeFigures } from "../targets.ts";
import type { CostJob } from "./client-cost.ts";
import type { Load, LoadJob } from "./load.ts";
import type { Work } from "./requests.ts";
import { startLancetree, startReference } from "./servers.ts";

/** One figure of one round, for a number of callers. */
export interface Figure extends Bounded {
  readonly callers: number;
  /** Both sides, with their units. */
  readonly from: string;
}

export interface ComparisonSettings {
  readonly rounds: number;
  /** Of describing and listing; the other work has a share of them. */
  readonly calls: number;
}

interface Comparison {
  readonly work: Work;
  readonly callers: readonly number[];
  /** Of the rate of the reference server. */
  readonly least: number;
  readonly share: number;
  /** Calls before the first measurement: the code of our server is compiled while it runs. */
  readonly warmUp: number;
}

const small = { callers: [1, 16, 64], least: 3, share: 1, warmUp: 1500 };
const rows = { callers: [1, 16], least: 1.2, share: 0.2, warmUp: 200 };
const comparisons: readonly Comparison[] = [
  { work: "describe namespace", ...small },
  { work: "describe table", ...small },
  { work: "list 100 tables", ...small },
  { work: "vector query", ...rows },
  { work: "full-text query", ...rows },
  { work: "filter query of 1,000 rows", ...rows },
  { work: "count", ...rows },
  { work: "insert 1 row", callers: [1], least: 1, share: 0.05, warmUp: 30 },
  { work: "insert 1,000 rows", callers: [1], least: 1, share: 0.05, warmUp: 20 },
  { work: "insert 1,000,000 rows", callers: [1], least: 1, share: 0.003, warmUp: 1 },
];

/** Compares our server with the reference server, and our client with a bare request. One round after the other, with new processes. */
export async function compare(
  settings: ComparisonSettings,
  hasReference: boolean,
  say: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    say(`comparisons, round ${round + 1} of ${settings.rounds}`);
    const root = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
    try {
      await runWorker("rest/seed.ts", { root });
      figures.push(...(await costs(root, settings)));
      if (hasReference) figures.push(...(await besideReference(root, settings, round)));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
  return figures;
}

async function besideReference(
  root: string,
  { calls }: ComparisonSettings,
  round: number,
): Promise<Figure[]> {
  const servers = { lancetree: await startLancetree(root), reference: await startReference(root) };
  const measure = (
    server: keyof typeof servers,
    { work, callers, share, warmUp }: Comparison,
  ): Promise<Load> => {
    const count = Math.max(1, Math.round(calls * share));
    const job: LoadJob = { url: servers[server].url, work, server, callers, warmUp, calls: count };
    return runWorker<Load>("rest/load.ts", job);
  };
  const figures: Figure[] = [];
  try {
    for (const [index, comparison] of comparisons.entries()) {
      const order =
        (round + index) % 2 === 0
          ? (["lancetree", "reference"] as const)
          : (["reference", "lancetree"] as const);
      const loads: { lancetree: Load; reference: Load } = { lancetree: [], reference: [] };
      for (const server of order) loads[server] = await measure(server, comparison);
      for (const [at, callers] of comparison.callers.entries()) {
        const [lancetree = Number.NaN, reference = Number.NaN] = [loads.lancetree[at], loads.reference[at]];
        figures.push({
          work: `${comparison.work}, to the reference server`,
          callers,
          value: reference / lancetree,
          unit: "×",
          least: comparison.least,
          from: `${lancetree.toFixed(2)} ms, reference ${reference.toFixed(2)} ms`,
        });
      }
    }
    return figures;
  } finally {
    await servers.lancetree.stop();
    await servers.reference.stop();
  }
}

/** The processor time of our server and our client for a description, and the memory of the server with one client. */
async function costs(root: string, { calls }: ComparisonSettings): Promise<Figure[]> {
  const server = await startLancetree(root);
  const load = (work: Work, callers: number, count: number): Promise<Load> =>
    runWorker<Load>("rest/load.ts", {
      url: server.url,
      work,
      server: "lancetree",
      callers: [callers],
      warmUp: 0,
      calls: count,
    } satisfies LoadJob);
  const cost = (client: CostJob["client"]): Promise<number> =>
    runWorker<number>("rest/client-cost.ts", {
      url: server.url,
      client,
      warmUp: calls,
      calls,
    } satisfies CostJob);
  try {
    const queries = Math.max(20, Math.round(calls * 0.2));
    await load("describe table", 16, small.warmUp);
    const before = (await server.usage()).processor;
    await load("describe table", 16, calls);
    const processor = ((await server.usage()).processor - before) / calls;
    const [own, bare] = [await cost("lancetree"), await cost("bare")];
    await load("vector query", 1, queries);
    const { resident } = await server.usage();
    const native = await runWorker<number>("rest/native-memory.ts", { root, queries });
    return [
      figure("processor time of the server for a description", 16, processor, "ms", 0.15, ""),
      figure(
        "processor time of our client, to a bare request",
        1,
        own / bare,
        "×",
        1.3,
        `${own.toFixed(2)} ms, bare ${bare.toFixed(2)} ms`,
      ),
      figure(
        "resident memory of the server with one client, above LanceDB's",
        1,
        (resident - native) / 1e6,
        "MB",
        30,
        `${(resident / 1e6).toFixed(0)} MB, LanceDB ${(native / 1e6).toFixed(0)} MB`,
      ),
    ];
  } finally {
    await server.stop();
  }
}

function figure(
  work: string,
  callers: number,
  value: number,
  unit: Figure["unit"],
  max: number,
  from: string,
): Figure {
  return { work, callers, value, unit, max, from };
}

/** Lines that do not reach their bound yet: the first needs a client without `fetch`. The short form does not fail for them. */
const unmet: ReadonlySet<string> = new Set([
  "processor time of the server for a description",
  "describe namespace, to the reference server",
  "describe table, to the reference server",
  "processor time of our client, to a bare request",
  "resident memory of the server with one client, above LanceDB's",
  "filter query of 1,000 rows, to the reference server",
  "vector query, to the reference server",
  "list 100 tables, to the reference server",
  "insert 1 row, to the reference server",
  "insert 1,000 rows, to the reference server",
  "insert 1,000,000 rows, to the reference server",
]);

/** A line of the report, and the failure of the short form. */
export interface ComparedLine {
  /** Cells: work, callers, target, measured, whether it is met, and both sides of one round. */
  readonly cells: readonly string[];
  readonly failure?: string | undefined;
}

export function summarizeComparisons(figures: readonly Figure[]): ComparedLine[] {
  const groups = groupBy(figures, ({ work, callers }) => `${work} ${callers}`);
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { work, callers, from } = first;
    const { target, measured, outcome, failure } = summarizeFigures([first, ...more], unmet);
    return {
      cells: [work, String(callers), target, measured, outcome, from],
      failure: failure && `${callers} callers: ${failure}`,
    };
  });
}
