/** Our REST client and server, beside LanceDB's clients and the reference server. */
import { installPython, pythonVersion } from "../../interop/harness/install-python.ts";
import { MissingError } from "../../interop/harness/missing-error.ts";
import type { Part } from "../part.ts";
import { table } from "../table.ts";
import { checksBounds } from "../targets.ts";
import { compare, summarizeComparisons } from "./comparisons.ts";
import type { ComparisonSettings } from "./figure.ts";
import { runRounds, type Settings } from "./rounds.ts";
import { report, summarize } from "./summary.ts";

const full: Settings = { rounds: 3, callers: [1, 16, 64], warmUp: 200, samples: 200 };
const short: Settings = { rounds: 1, callers: [1, 16], warmUp: 50, samples: 50 };
const fullComparisons: ComparisonSettings = { rounds: 3, calls: 500 };
const shortComparisons: ComparisonSettings = { rounds: 2, calls: 300 };

export const rest: Part = {
  page: "docs/benchmarks-rest.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const missing = whatReferenceLacks();
    const comparisons = isShort ? shortComparisons : fullComparisons;
    const figures = await compare(comparisons, missing === undefined, say);
    const isChecked = checksBounds(isShort, say);
    const lines = summarizeComparisons(figures);
    const head = ["work", "callers", "target", "measured", "", "floor", "time of a call, in one round"];
    const compared = table(
      head,
      lines.map(({ cells }) => cells),
    ).join("\n");
    const runs = await runRounds(settings, missing === undefined, say);
    const summaries = summarize(runs);
    const reference =
      missing === undefined
        ? `The reference server is that of pylance ${pythonVersion("pylance")}.`
        : `The reference server was not run: ${missing}.`;
    return {
      report: `${reference}\n\n${compared}\n\n${report(summaries)}`,
      record: { settings, comparisons, reference, figures, summaries, runs },
      failures: isChecked ? lines.flatMap(({ failure = [] }) => failure) : [],
    };
  },
};

function whatReferenceLacks(): string | undefined {
  try {
    installPython();
    return undefined;
  } catch (error) {
    if (error instanceof MissingError) return error.message;
    throw error;
  }
}
