/** The catalog in PostgreSQL beside bare statements of its driver and beside catalogs in folders, against targets. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresPrograms, startPostgres } from "../../scripts/postgres/server.ts";
import type { Part } from "../part.ts";
import { groupBy } from "../statistics.ts";
import { partsCell } from "../table.ts";
import { checksBounds, type Row, reportRows, summarizeFigures } from "../targets.ts";
import { type Figure, PostgresBench, type Settings, type Work } from "./comparisons.ts";

const creations = (calls: Readonly<Record<number, number>>): Work[] =>
  Object.entries(calls).map(([callers, count]) => ({
    name: `create namespace, ${callers} ${callers === "1" ? "caller" : "callers"}`,
    task: "create-namespace",
    callers: Number(callers),
    calls: count,
    isChange: true,
  }));

const full: Settings = {
  sizes: [2500, 100_000, 1_000_000],
  rounds: 5,
  works: [
    ...creations({ 1: 300, 16: 60, 64: 16, 256: 8 }),
    { name: "describe", task: "describe", callers: 1, calls: 600 },
    { name: "list 100", task: "list", callers: 1, calls: 300 },
    { name: "create table", task: "create-table", callers: 1, calls: 60, isChange: true },
    { name: "rename", task: "rename", callers: 1, calls: 200, isChange: true },
  ],
  cascade: 10_000,
  each: 150,
  directories: { sizes: [2500, 100_000], calls: 10 },
};
const short: Settings = {
  sizes: [2500],
  rounds: 2,
  works: [
    ...creations({ 1: 100, 64: 8 }),
    { name: "describe", task: "describe", callers: 1, calls: 200 },
    { name: "list 100", task: "list", callers: 1, calls: 100 },
    { name: "rename", task: "rename", callers: 1, calls: 60, isChange: true },
  ],
  cascade: 10_000,
  each: 0,
  directories: { sizes: [], calls: 0 },
};

export const postgres: Part = {
  page: "docs/benchmarks-postgres.md",
  async run(isShort, say) {
    const programs = postgresPrograms();
    if (programs === undefined) {
      const report = "PostgreSQL is not installed here: `postgres` was not run.";
      if (isShort) return { report, record: {}, failures: [] };
      throw new Error(report);
    }
    const settings = isShort ? short : full;
    const scratch = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
    try {
      await using server = await startPostgres(programs, { fsync: true });
      const bench = new PostgresBench(server.url, scratch, settings, say);
      const figures: Figure[] = [];
      for (let round = 0; round < settings.rounds; round++) figures.push(...(await bench.round(round)));
      figures.push(...(await bench.once()));
      const groups = groupBy(figures, ({ work, size }) => `${work} ${size}`);
      const head = ["work", "objects", "target", "measured", "", "floor", "from"];
      const rows = [...groups.values()].map(rowOf);
      const { report, failures } = reportRows(head, rows, checksBounds(isShort, say));
      return {
        report: `${server.version}, \`fsync\` on.\n\n${report}`,
        record: { settings, version: server.version, figures },
        failures,
      };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

/**
 * What the lines that do not keep their bound in every run reached in the worst of five rounds. The short form fails above four thirds of it,
 * as it fails above four thirds of the bound of other lines.
 */
const reached: ReadonlyMap<string, number> = new Map([
  ["create namespace, 1 caller", 1.52],
  ["create namespace, 64 callers", 1.96],
  ["rename", 1.55],
]);

function rowOf(group: readonly [Figure, ...Figure[]]): Row {
  const [first] = group;
  const { target, measured, outcome, floor, failure } = summarizeFigures(
    first,
    group.map(({ value }) => value),
    {
      floors: group.flatMap((figure) => figure.floor ?? []),
      floorOwner: "PostgreSQL",
      reached: reached.get(first.work),
    },
  );
  return { cells: [first.work, first.size, target, measured, outcome, floor, partsCell(group)], failure };
}
