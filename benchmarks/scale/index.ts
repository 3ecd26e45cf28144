/** The directory catalog at scale, beside the one inside LanceDB and beside LanceDB's own reading of the rows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "../part.ts";
import { groupBy, type Spread, spread } from "../statistics.ts";
import { partsCell, table } from "../table.ts";
import { Bench, type Figure, type Settings } from "./comparisons.ts";
import { type Target, targetOf } from "./targets.ts";

const full: Settings = {
  sizes: [2500, 25_000, 100_000, 1_000_000],
  rounds: 3,
  calls: 40,
  callsAtOnce: 32,
  singles: [2500, 10_000],
  cascade: 10_000,
  each: 500,
  beside: 1000,
};
const short: Settings = {
  sizes: [2500],
  rounds: 1,
  calls: 10,
  callsAtOnce: 4,
  singles: [100],
  cascade: 1000,
  each: 25,
  beside: 50,
};

export const scale: Part = {
  page: "docs/benchmarks-scale.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const scratch = await mkdtemp(join(tmpdir(), "lancetree-scale-"));
    try {
      const bench = new Bench(scratch, settings, say);
      const figures: Figure[] = [];
      for (let round = 0; round < settings.rounds; round++) figures.push(...(await bench.round(round)));
      figures.push(...(await bench.once()));
      return { report: report(figures), record: { settings, figures }, failures: [] };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

function report(figures: readonly Figure[]): string {
  const groups = groupBy(figures, ({ work, size }) => `${work} ${size}`);
  const rows = [...groups.values()].map((group) => {
    const [first] = group;
    const target = targetOf(first);
    const seen = spread(group.map(({ value }) => value));
    const floor = spread(group.map((figure) => figure.floor ?? Number.POSITIVE_INFINITY)).median;
    return [
      first.work,
      first.size,
      bound(target),
      formatSpread(seen, target),
      rating(seen, target, floor),
      partsCell(group),
    ];
  });
  rows.sort(([left = ""], [right = ""]) => left.localeCompare(right));
  return table(["work", "objects", "target", "measured", "", "from"], rows).join("\n");
}

function bound({ least, max, unit }: Target): string {
  if (least !== undefined) return `≥ ${format(least, unit)}`;
  return max === undefined ? "" : `≤ ${format(max, unit)}`;
}

function formatSpread({ median, least, greatest }: Spread, { unit }: Target): string {
  const middle = format(median, unit);
  return least === greatest ? middle : `${middle} (${format(least, unit)}–${format(greatest, unit)})`;
}

/** The share of its target that a figure must reach where LanceDB alone does not reach the target. */
const margin = 0.8;

/** @param floor - the value for LanceDB's own part of the work */
function rating({ median }: Spread, { least, max }: Target, floor: number): string {
  if (least === undefined && max === undefined) return "";
  if (least !== undefined && median < least)
    return floor < least && median >= margin * least ? "LanceDB's floor" : "missed";
  return median <= (max ?? Number.POSITIVE_INFINITY) ? "met" : "missed";
}

function format(value: number, unit: Target["unit"]): string {
  if (unit === "%") return `${(100 * value).toFixed(2)} %`;
  if (unit === "MB") return `${value.toFixed(0)} MB`;
  return unit === "" ? String(value) : `${value >= 10 ? value.toFixed(0) : value.toFixed(2)}×`;
}
