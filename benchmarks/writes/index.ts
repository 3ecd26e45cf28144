/** Creations right after another writer, and by one caller in a small catalog, each against a target. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "../part.ts";
import { groupBy } from "../statistics.ts";
import { partsCell } from "../table.ts";
import { checksBounds, type Row, reportRows, summarizeFigures } from "../targets.ts";
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
      const head = ["work", "target", "measured", "", "floor", "from, ms"];
      const rows = [...groupBy(figures, ({ work }) => work).values()].map(rowOf);
      return { ...reportRows(head, rows, checksBounds(isShort, say)), record: { settings, figures } };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

function rowOf(group: readonly [WriteFigure, ...WriteFigure[]]): Row {
  const [{ work, max }] = group;
  const { target, measured, outcome, floor, failure } = summarizeFigures(
    { work, max, unit: "×" },
    group.map(({ value }) => value),
    { floors: group.flatMap((figure) => figure.floor ?? []) },
  );
  return { cells: [work, target, measured, outcome, floor, partsCell(group)], failure };
}
