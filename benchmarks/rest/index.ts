/** Our REST client and server, beside LanceDB's clients and the reference server. */
import { installPython, pythonVersion } from "../../interop/harness/install-python.ts";
import { MissingError } from "../../interop/harness/missing-error.ts";
import type { Part } from "../part.ts";
import { runRounds, type Settings } from "./rounds.ts";
import { report, summarize } from "./summary.ts";

const full: Settings = { rounds: 5, callers: [1, 16], warmUp: 500, samples: 400 };
const short: Settings = { rounds: 2, callers: [1, 16], warmUp: 100, samples: 100 };

export const rest: Part = {
  page: "docs/benchmarks-rest.md",
  async run(isShort, say) {
    const settings = isShort ? short : full;
    const missing = whatReferenceLacks();
    const runs = await runRounds(settings, missing === undefined, say);
    const summaries = summarize(runs);
    const reference =
      missing === undefined
        ? `The reference server is that of pylance ${pythonVersion("pylance")}.`
        : `The reference server was not run: ${missing}.`;
    return {
      report: `${reference}\n\n${report(summaries)}`,
      record: { settings, reference, summaries, runs },
      failures: [],
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
