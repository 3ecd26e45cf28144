import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureRates, type RateOrder, type Rates } from "./rates.ts";

/** The long form: how fairly eight processes share a catalog, and what four of them get done beside what one does. */

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    creates: { type: "string", default: "500" },
  },
});

const forTime = await measure(8, { seconds: Number(values.seconds), creates: Number.POSITIVE_INFINITY });
const counts = forTime.processes.map(({ created }) => created);
const share = Math.min(...counts) / Math.max(...counts);
print(
  `8 processes for ${values.seconds} s: ${counts.join(", ")} creates; the least is ${share.toFixed(2)} of the most`,
);
print(
  `the slowest create took ${Math.round(Math.max(...forTime.processes.map(({ slowest }) => slowest)))} ms`,
);

const order: RateOrder = { seconds: Number.POSITIVE_INFINITY, creates: Number(values.creates) };
// One, four, and one again: how fast the machine is varies.
const [before, four, after] = [await measure(1, order), await measure(4, order), await measure(1, order)];
const one = (before.perSecond + after.perSecond) / 2;
print(`1 process: ${before.perSecond.toFixed(1)} and ${after.perSecond.toFixed(1)} creates a second`);
print(`4 processes: ${four.perSecond.toFixed(1)}, ${(four.perSecond / one).toFixed(2)} of that`);
process.exitCode = share >= 0.25 && four.perSecond >= one ? 0 : 1;

async function measure(processes: number, what: RateOrder): Promise<Rates> {
  const root = mkdtempSync(join(tmpdir(), "lancetree-rates-"));
  try {
    return await measureRates(root, processes, what);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
