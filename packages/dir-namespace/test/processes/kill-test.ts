import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type KillReport, killReport } from "./kill-report.ts";
import { mixes } from "./operation.ts";
import { print, printReport } from "./print-report.ts";
import { type Safeguard, safeguards } from "./safeguards.ts";

/**
 * The long forms of the kill test and of the history, with a report on standard output. Fails if there are violations.
 * With `--seeded` it leaves out one safeguard after the other, and fails if the verification does not report it.
 */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "220" },
    seconds: { type: "string", default: "0" },
    processes: { type: "string", default: "3" },
    callers: { type: "string", default: "1" },
    operations: { type: "string", default: "0" },
    trees: { type: "string", default: "1" },
    reads: { type: "string", default: "0" },
    nativeClients: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    mix: { type: "string", default: "all" },
    without: { type: "string", multiple: true, default: [] },
    seeded: { type: "boolean", default: false },
  },
});

/** Two processes that complete one root table late are too rare; delayed-effects.test.ts tests that case. */
const needsLuck: readonly Safeguard[] = ["move-aside-checks"];

const chosen = safeguards.filter((safeguard) => values.without.includes(safeguard));
process.exitCode = values.seeded ? await runSeeded() : await runOnce();

async function runOnce(): Promise<number> {
  const { report, folder } = await run(chosen);
  const isGood = printReport(report, values.mix === "all");
  if (isGood) rmSync(folder, { recursive: true, force: true });
  else print(`everything is kept in ${folder}`);
  return isGood ? 0 : 1;
}

async function runSeeded(): Promise<number> {
  let missed = 0;
  const noticed = safeguards.filter((safeguard) => !needsLuck.includes(safeguard));
  for (const safeguard of chosen.length > 0 ? chosen : noticed) {
    const { report, folder } = await run([safeguard]);
    const [first] = report.violations;
    if (first === undefined) missed++;
    const calls = report.operations + report.reads;
    print(
      `${first ? "caught" : "MISSED"}  ${safeguard} (${calls} calls, ${report.violations.length} violations)`,
    );
    if (first) print(`        ${first}`);
    rmSync(folder, { recursive: true, force: true });
  }
  return missed;
}

async function run(without: readonly Safeguard[]): Promise<{ report: KillReport; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
  const report = await killReport({
    folder,
    kills: Number(values.kills),
    seconds: Number(values.seconds),
    processes: Number(values.processes),
    callers: Number(values.callers),
    operations: Number(values.operations),
    trees: Number(values.trees),
    reads: Number(values.reads),
    nativeClients: Number(values.nativeClients),
    seed: Number(values.seed),
    mix: mixes.find((name) => name === values.mix) ?? "all",
    without,
  });
  return { report, folder };
}
