/** New processes: loading our modules and running our commands, beside LanceDB and bare Node. */
import type { Part } from "../part.ts";
import { groupBy, spread } from "../statistics.ts";
import { table } from "../table.ts";
import { checksBounds, summarizeFigures } from "../targets.ts";
import { measureStarts, type Pair, type StartSettings } from "./lines.ts";

const full: StartSettings = { sizes: [100, 2000], rounds: 15 };
const short: StartSettings = { sizes: [100], rounds: 5 };

export const start: Part = {
  page: "docs/benchmarks-latency.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const pairs = await measureStarts(settings, say);
    const isChecked = checksBounds(isShort, say);
    const lines = [...groupBy(pairs, ({ work }) => work).values()].map(lineOf);
    const head = ["work", "beside", "target", "measured", "", "floor", "own, ms", "the other, ms"];
    return {
      report: table(
        head,
        lines.map(({ cells }) => cells),
      ).join("\n"),
      record: { settings, pairs },
      failures: isChecked ? lines.flatMap(({ failure = [] }) => failure) : [],
    };
  },
};

function lineOf(pairs: readonly [Pair, ...Pair[]]): { cells: string[]; failure?: string | undefined } {
  const [{ work, peer, max }] = pairs;
  const [first, ...more] = pairs;
  const figure = ({ own, other }: Pair) => ({ work, value: own / other, unit: "×" as const, max });
  const floors = pairs.flatMap(({ floor: own, other }) => (own === undefined ? [] : own / other));
  const { target, measured, outcome, floor, failure } = summarizeFigures(
    [figure(first), ...more.map((pair) => figure(pair))],
    { floors },
  );
  const times = (side: "own" | "other"): string => {
    const { median, least, greatest } = spread(pairs.map((pair) => pair[side]));
    return `${median.toFixed(1)} (${least.toFixed(1)}–${greatest.toFixed(1)})`;
  };
  return { cells: [work, peer, target, measured, outcome, floor, times("own"), times("other")], failure };
}
