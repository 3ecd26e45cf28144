/** The directory catalog beside the one inside LanceDB, on the local disk. */
import type { Part } from "../part.ts";
import { report } from "./report.ts";
import { runRounds, type Settings } from "./rounds.ts";
import { summarize } from "./summary.ts";

const full: Settings = { sizes: [100, 2000], rounds: 5, warmUp: 5, samples: 20 };
const short: Settings = { sizes: [100], rounds: 2, warmUp: 5, samples: 10 };

export const dir: Part = {
  page: "docs/benchmarks.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const runs = await runRounds(settings, say);
    const summaries = summarize(runs, settings.warmUp + settings.samples);
    return { report: report(summaries), record: { settings, summaries, runs }, failures: [] };
  },
};
