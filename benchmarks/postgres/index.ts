/** The catalog in PostgreSQL beside bare statements of its driver and beside catalogs in folders, against targets. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresPrograms, startPostgres } from "../../scripts/postgres/server.ts";
import type { Part } from "../part.ts";
import { groupBy, median } from "../statistics.ts";
import { table } from "../table.ts";
import { checksBounds, summarizeFigures } from "../targets.ts";
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
      const isChecked = checksBounds(isShort, say);
      const groups = groupBy(figures, ({ work, size }) => `${work} ${size}`);
      const lines = [...groups.values()].map(lineOf);
      const head = ["work", "objects", "target", "measured", "", "floor", "from"];
      return {
        report: `${server.version}, \`fsync\` on.\n\n${table(
          head,
          lines.map(({ cells }) => cells),
        ).join("\n")}`,
        record: { settings, version: server.version, figures },
        failures: isChecked ? lines.flatMap(({ failure = [] }) => failure) : [],
      };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

function lineOf(group: readonly [Figure, ...Figure[]]): { cells: string[]; failure?: string } {
  const [first] = group;
  const floors = group.flatMap((figure) => figure.floor ?? []);
  const { target, measured, outcome, floor, failure } = summarizeFigures(group, { floors });
  const hasTarget = first.least !== undefined || first.max !== undefined;
  const parts = Object.keys(first.parts).map(
    (name) => `${name} ${digits(median(group.map((figure) => figure.parts[name] ?? Number.NaN)))}`,
  );
  return {
    cells: [
      first.work,
      first.size,
      hasTarget ? target : "",
      measured,
      hasTarget ? outcome.replace("LanceDB's", "PostgreSQL's") : "",
      floor,
      parts.join(", "),
    ],
    ...(hasTarget && failure !== undefined && { failure }),
  };
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
