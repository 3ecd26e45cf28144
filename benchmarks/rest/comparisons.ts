import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runWorker } from "../run-worker.ts";
import { groupBy, median } from "../statistics.ts";
import { type Row, summarizeFigures } from "../targets.ts";
import { bareResponse } from "./bare-response.ts";
import { costs } from "./costs.ts";
import type { ComparisonSettings, Figure } from "./figure.ts";
import type { Load, LoadJob } from "./load.ts";
import type { Work } from "./requests.ts";
import { type BenchServer, startBare, startLanceDB, startLancetree, startReference } from "./servers.ts";

interface Comparison {
  readonly work: Work;
  readonly callers: readonly number[];
  /** Of the rate of the reference server. */
  readonly least: number;
  readonly share: number;
  /** Calls of each server before the first measurement: our server's code is compiled while it runs. */
  readonly warmUp: number;
}

const small = { callers: [1, 16, 64], least: 3, share: 2, warmUp: 6000 };
const rows = { callers: [1, 16], least: 1.2, share: 0.2, warmUp: 400 };
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
      const floors = await floorOf(root, servers.lancetree.url, comparison, calls);
      for (const [at, callers] of comparison.callers.entries()) {
        const [lancetree = Number.NaN, reference = Number.NaN] = [loads.lancetree[at], loads.reference[at]];
        figures.push({
          work: `${comparison.work}, to the reference server`,
          callers,
          value: reference / lancetree,
          unit: "×",
          least: comparison.least,
          from: `${lancetree.toFixed(2)} ms, reference ${reference.toFixed(2)} ms`,
          floor: { value: reference / (floors.load[at] ?? Number.NaN), of: floors.of },
        });
      }
    }
    return figures;
  } finally {
    await servers.lancetree.stop();
    await servers.reference.stop();
  }
}

/** Descriptions and lists from a server of Node that only sends the same bytes; rows from one that only calls LanceDB. */
async function floorOf(
  root: string,
  url: string,
  { work, callers, share, warmUp }: Comparison,
  calls: number,
): Promise<{ load: Load; of: string }> {
  const hasRows = share < small.share;
  const server: BenchServer = hasRows
    ? await startLanceDB(root)
    : await startBare(await bareResponse(url, work));
  try {
    const count = Math.max(1, Math.round(calls * share));
    const job: LoadJob = { url: server.url, work, server: "lancedb", callers, warmUp, calls: count };
    const load = await runWorker<Load>("rest/load.ts", job);
    return { load, of: hasRows ? "Node's server with LanceDB" : "Node's bare server" };
  } finally {
    await server.stop();
  }
}

/**
 * What the lines that do not reach their bound in every run reached in the worst of ten rounds, with their callers. The short form fails
 * below two thirds of it, as it fails below two thirds of the bound of other lines.
 */
const reached: ReadonlyMap<string, number> = new Map([
  ["vector query, to the reference server 1", 0.8],
  ["vector query, to the reference server 16", 0.68],
  ["filter query of 1,000 rows, to the reference server 1", 0.85],
  ["filter query of 1,000 rows, to the reference server 16", 0.58],
  ["insert 1 row, to the reference server 1", 0.82],
  ["insert 1,000 rows, to the reference server 1", 0.83],
  ["insert 1,000,000 rows, to the reference server 1", 0.56],
]);

/** Cells: work, callers, target, measured, whether it is met, the floor of a line that is not, and both sides of one round. */
export function summarizeComparisons(figures: readonly Figure[]): Row[] {
  const groups = groupBy(figures, ({ work, callers }) => `${work} ${callers}`);
  return [...groups].map(([key, group]) => {
    const [first] = group;
    const { work, callers, from, unit } = first;
    const { target, measured, outcome, failure } = summarizeFigures(
      first,
      group.map(({ value }) => value),
      { reached: reached.get(key) },
    );
    const floor = median(group.map((figure) => figure.floor.value));
    const floorCell = outcome === "met" ? "" : `${floor.toFixed(2)} ${unit}: ${first.floor.of}`;
    return {
      cells: [work, String(callers), target, measured, outcome, floorCell, from],
      failure: failure && `${callers} callers: ${failure}`,
    };
  });
}
