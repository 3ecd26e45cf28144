/** Our REST client and server, beside LanceDB's clients and the reference server. */
import type { Part } from "../part.ts";
import { findReference } from "../rest/reference.ts";
import { runRounds, type Settings } from "./rounds.ts";
import { report, summarize } from "./summary.ts";

const full: Settings = { rounds: 3, callers: [1, 16, 64], warmUp: 200, samples: 200 };
const short: Settings = { rounds: 1, callers: [1, 16], warmUp: 50, samples: 50 };

export const clients: Part = {
  page: "docs/benchmarks-rest.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const reference = findReference();
    const runs = await runRounds(settings, !reference.isMissing, say);
    const summaries = summarize(runs);
    return {
      report: `${reference.sentence}\n\n${report(summaries)}`,
      record: { settings, reference: reference.sentence, summaries, runs },
      failures: [],
    };
  },
};
