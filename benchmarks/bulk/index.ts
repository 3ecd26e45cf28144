/** How fast rows pass through the server, which does not decode their columns. */
import type { Part } from "../part.ts";
import { groupBy, median, spread } from "../statistics.ts";
import { megabytes, table } from "../table.ts";
import { type BulkSettings, measureBulk, type Passage } from "./measure.ts";

const full: BulkSettings = { rounds: 3, bytes: 1e9 };
const short: BulkSettings = { rounds: 1, bytes: 5e7 };

export const bulk: Part = {
  page: "docs/benchmarks-rest.md",
  async run(isShort, say, before) {
    const settings = isShort ? short : full;
    const passages = await measureBulk(settings, before, say);
    return { report: report(passages), record: { settings, passages }, failures: [] };
  },
};

/** Medians of the rounds. The ratios are those of the other checkout to this one. */
function report(passages: readonly Passage[]): string {
  const groups = [
    ...groupBy(passages, ({ way, kind, server }) => JSON.stringify([way, kind, server])).values(),
  ];
  const rows = groups.map((group) => {
    const [{ way, kind, server, bytes }] = group;
    const own = passages.filter(
      (other) => other.way === way && other.kind === kind && other.server === "now",
    );
    const times = (of: "milliseconds" | "processor"): string => {
      const ratio = median(group.map((passage) => passage[of])) / median(own.map((passage) => passage[of]));
      return server === "now" ? "" : `${ratio.toFixed(2)}×`;
    };
    const seconds = spread(group.map(({ milliseconds }) => milliseconds / 1000));
    const processor = spread(group.map((passage) => passage.processor / 1000));
    const span = ({ median: middle, least, greatest }: typeof seconds): string =>
      `${middle.toFixed(1)} (${least.toFixed(1)}–${greatest.toFixed(1)})`;
    return [
      `${way}, ${kind}`,
      server,
      megabytes(bytes),
      span(seconds),
      times("milliseconds"),
      span(processor),
      times("processor"),
    ];
  });
  const head = ["rows", "server", "MB", "seconds", "to now", "server's processor seconds", "to now"];
  return table(head, rows).join("\n");
}
