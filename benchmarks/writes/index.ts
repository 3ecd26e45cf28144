/** Creations right after another writer, and by one caller in a small catalog, each against a target. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "../part.ts";
import { groupBy, median } from "../statistics.ts";
import { table } from "../table.ts";
import { checksBounds, type Line, summarizeFigures } from "../targets.ts";
import { type WriteFigure, type WriteSettings, Writes } from "./writes.ts";

const full: WriteSettings = {
  callers: { sizes: [2500, 25_000], calls: 32 },
  single: { objects: 100, calls: 100 },
  rounds: 10,
};
const short: WriteSettings = {
  callers: { sizes: [2500], calls: 16 },
  single: { objects: 100, calls: 20 },
  rounds: 3,
};

export const writes: Part = {
  page: "docs/benchmarks-latency.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const scratch = await mkdtemp(join(tmpdir(), "lancetree-writes-"));
    try {
      const bench = new Writes(scratch, settings);
      const figures: WriteFigure[] = [];
      for (let round = 0; round < settings.rounds; round++) {
        say(`round ${round + 1} of ${settings.rounds}`);
        figures.push(...(await bench.round(round)));
      }
      const isChecked = checksBounds(isShort, say);
      const lines = [...groupBy(figures, ({ work }) => work).values()].map(lineOf);
      return {
        report: table(
          ["work", "target", "measured", "", "floor", "from, ms"],
          lines.map(({ cells }) => cells),
        ).join("\n"),
        record: { settings, figures },
        failures: isChecked ? lines.flatMap(({ failure = [] }) => failure) : [],
      };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

function lineOf(
  group: readonly [WriteFigure, ...WriteFigure[]],
): Pick<Line, "failure"> & { cells: string[] } {
  const [first, ...more] = group;
  const asFigure = ({ work, value, max }: WriteFigure) => ({ work, value, max, unit: "×" as const });
  const floors = group.flatMap(({ floor = [] }) => floor);
  const { target, measured, outcome, floor, failure } = summarizeFigures(
    [asFigure(first), ...more.map(asFigure)],
    { floors },
  );
  const parts = Object.keys(first.parts).map(
    (name) => `${name} ${median(group.map((figure) => figure.parts[name] ?? Number.NaN)).toFixed(2)}`,
  );
  return {
    cells: [first.work, target, measured, outcome, floor, parts.join(", ")],
    ...(failure !== undefined && { failure }),
  };
}
