/** Requests to our REST server, beside the same requests to the reference server, against targets. */
import type { Part } from "../part.ts";
import { checksBounds, reportRows } from "../targets.ts";
import { compare, summarizeComparisons } from "./comparisons.ts";
import type { ComparisonSettings } from "./figure.ts";
import { findReference } from "./reference.ts";

const full: ComparisonSettings = { rounds: 10, calls: 500 };
const short: ComparisonSettings = { rounds: 2, calls: 300 };

export const rest: Part = {
  page: "docs/benchmarks-latency.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const reference = findReference();
    const figures = await compare(settings, !reference.isMissing, say);
    const head = ["work", "callers", "target", "measured", "", "floor", "time of a call, in one round"];
    const { report, failures } = reportRows(head, summarizeComparisons(figures), checksBounds(isShort, say));
    return {
      report: `${reference.sentence}\n\n${report}`,
      record: { settings, reference: reference.sentence, figures },
      failures,
    };
  },
};
