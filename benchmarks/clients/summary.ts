import { groupBy, median, quantile, type Spread, spread } from "../statistics.ts";
import { table } from "../table.ts";
import type { Run } from "./rounds.ts";

/** The result of one setup in one operation with a number of concurrent callers, over all rounds. */
export interface Summary {
  readonly operation: string;
  readonly label: string;
  readonly callers: number;
  /** Requests per second. */
  readonly rate: Spread;
  /** Percentiles of the time of a call, in milliseconds: the median of the rounds. */
  readonly p50: number;
  readonly p99: number;
}

export function summarize(runs: readonly Run[]): Summary[] {
  const groups = groupBy(runs, ({ operation, callers, label }) =>
    JSON.stringify([operation, callers, label]),
  );
  return [...groups.values()].map((group) => {
    const [{ operation, label, callers }] = group;
    return {
      operation,
      label,
      callers,
      rate: spread(group.map(({ times, elapsed }) => (times.length * 1000) / elapsed)),
      p50: median(group.map(({ times }) => median(times))),
      p99: median(group.map(({ times }) => quantile(times, 0.99))),
    };
  });
}

/** A Markdown table for each operation. The first setup that was run is compared with each of the others. */
export function report(summaries: readonly Summary[]): string {
  const own = summaries[0]?.label;
  return [...groupBy(summaries, ({ operation }) => operation)]
    .flatMap(([operation, some]) => {
      const rows = some.map(({ label, callers, rate, p50, p99 }) => {
        const lancetree = some.find((other) => other.label === own && other.callers === callers);
        return [
          label,
          String(callers),
          `${rate.median.toFixed(0)} (${rate.least.toFixed(0)}–${rate.greatest.toFixed(0)})`,
          p50.toFixed(2),
          p99.toFixed(2),
          lancetree && label !== own ? `${(lancetree.rate.median / rate.median).toFixed(2)}×` : "",
        ];
      });
      return [
        ...table(
          [operation, "callers", "requests/s", "p50 ms", "p99 ms", "Lancetree's rate / this rate"],
          rows,
        ),
        "",
      ];
    })
    .join("\n");
}
