/** The memory of a server while rows stream through it. */
import type { Part } from "../part.ts";
import { megabytes, table } from "../table.ts";
import { measureMemory, type Passage } from "./measure.ts";

const full = { inserted: 2_000_000, queried: 1_000_000 };
const short = { inserted: 200_000, queried: 100_000 };
const maxBytes = 500e6;

export const memory: Part = {
  page: "docs/benchmarks-rest.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const passages = await measureMemory(settings, say);
    return {
      report: report(passages),
      record: { settings, passages },
      failures: passages
        .filter(({ peak }) => peak >= maxBytes)
        .map(({ way, peak }) => `${way}: the server held ${megabytes(peak)} MB`),
    };
  },
};

function report(passages: readonly Passage[]): string {
  const head = ["through the server", "rows", "MB", "seconds", "server idle MB", "server peak MB"];
  const rows = passages.map(({ way, rows: count, bytes, milliseconds, idle, peak }) => [
    way,
    String(count),
    megabytes(bytes),
    (milliseconds / 1000).toFixed(1),
    megabytes(idle),
    megabytes(peak),
  ]);
  return table(head, rows).join("\n");
}
