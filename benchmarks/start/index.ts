/** New processes: loading our modules and running our commands, beside LanceDB and bare Node. */
import type { Part } from "../part.ts";
import { groupBy, spread } from "../statistics.ts";
import { checksBounds, type Row, reportRows, summarizeFigures } from "../targets.ts";
import { measureStarts, type Pair, type StartSettings } from "./lines.ts";

const full: StartSettings = { sizes: [100, 2000], rounds: 15 };
const short: StartSettings = { sizes: [100], rounds: 5 };

export const start: Part = {
  page: "docs/benchmarks-latency.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const pairs = await measureStarts(settings, say);
    const rows = [...groupBy(pairs, ({ work }) => work).values()].map(rowOf);
    const head = ["work", "beside", "target", "measured", "", "floor", "own, ms", "the other, ms"];
    return { ...reportRows(head, rows, checksBounds(isShort, say)), record: { settings, pairs } };
  },
};

function rowOf(pairs: readonly [Pair, ...Pair[]]): Row {
  const [{ work, peer, max }] = pairs;
  const floors = pairs.flatMap(({ floor: own, other }) => (own === undefined ? [] : own / other));
  const { target, measured, outcome, floor, failure } = summarizeFigures(
    { work, max, unit: "×" },
    pairs.map(({ own, other }) => own / other),
    { floors },
  );
  const times = (side: "own" | "other"): string => {
    const { median, least, greatest } = spread(pairs.map((pair) => pair[side]));
    return `${median.toFixed(1)} (${least.toFixed(1)}–${greatest.toFixed(1)})`;
  };
  return { cells: [work, peer, target, measured, outcome, floor, times("own"), times("other")], failure };
}
