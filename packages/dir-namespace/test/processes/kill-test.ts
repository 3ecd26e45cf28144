import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killReport } from "./kill-report.ts";
import { MIXES } from "./operation.ts";
import { PROTECTIONS } from "./protections.ts";

/** The long form of the kill test, with a report on standard output. Fails when anything was violated. */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "220" },
    seconds: { type: "string", default: "0" },
    processes: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    mix: { type: "string", default: "all" },
    without: { type: "string", multiple: true, default: [] },
  },
});

const folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
const report = await killReport({
  folder,
  kills: Number(values.kills),
  seconds: Number(values.seconds),
  processes: Number(values.processes),
  seed: Number(values.seed),
  mix: MIXES.find((name) => name === values.mix) ?? "all",
  without: PROTECTIONS.filter((protection) => values.without.includes(protection)),
});
const { violations, ...figures } = report;
process.stdout.write(`${JSON.stringify(figures, null, 2)}\nviolations: ${violations.length}\n`);
for (const violation of violations.slice(0, 40)) process.stdout.write(`  ${violation}\n`);

const unhit = Object.entries(report.killsByKind).filter(([, count]) => count === 0);
const complete =
  report.kills < 200 || values.mix !== "all" || (unhit.length === 0 && report.inside * 2 >= report.kills);
if (!complete) process.stdout.write(`not every operation was killed inside: ${unhit.join(", ")}\n`);
if (violations.length > 0 || !complete) {
  process.stdout.write(`everything is kept in ${folder}\n`);
  process.exitCode = 1;
} else {
  rmSync(folder, { recursive: true, force: true });
}
