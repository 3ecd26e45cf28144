/**
 * Runs native LanceDB clients of several versions and ours on the same folders.
 *
 *     pnpm interop [--short] [--json] [--version 0.39.0]... [--scenario <part of a name>]
 */
import { parseArgs } from "node:util";
import { installClient } from "./lab/install.ts";
import { Lab, type Scenario } from "./lab/lab.ts";
import { concurrentScenarios } from "./scenarios/concurrent.ts";
import { crashScenarios } from "./scenarios/crashes.ts";
import { handoverScenarios } from "./scenarios/handover.ts";
import { oldCatalogScenarios } from "./scenarios/old-catalogs.ts";
import { orphanScenarios } from "./scenarios/orphans.ts";
import { rootTableScenarios } from "./scenarios/root-tables.ts";

const VERSIONS = ["0.31.0", "0.37.1", "0.39.0"];

const scenarios: readonly Scenario[] = [
  ...handoverScenarios,
  ...rootTableScenarios,
  ...orphanScenarios,
  ...concurrentScenarios,
  ...crashScenarios,
  ...oldCatalogScenarios,
];

interface Result {
  readonly version: string;
  readonly scenario: string;
  readonly passed: boolean;
  /** What was seen, or what was wrong. */
  readonly detail: string;
  readonly seconds: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      short: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      version: { type: "string", multiple: true },
      scenario: { type: "string" },
    },
  });
  const print = values.json ? console.error : console.log;
  const versions = values.version ?? (values.short ? ["0.31.0", "0.39.0"] : VERSIONS);
  const started = performance.now();
  const results: Result[] = [];
  for (const version of versions) {
    const chosen = scenarios.filter(
      ({ name, long, concurrent }) =>
        name.includes(values.scenario ?? "") &&
        !(values.short && (long || (version !== "0.39.0" && !concurrent))),
    );
    print(`\n@lancedb/lancedb ${version}`);
    const lab = new Lab(version, installClient(version));
    try {
      for (const scenario of chosen) {
        const result = await runOne(lab, scenario);
        results.push(result);
        print(
          `  ${result.passed ? "ok    " : "FAILED"} ${result.seconds.toFixed(1).padStart(6)} s  ${result.scenario}${result.detail && `: ${result.detail}`}`,
        );
      }
    } finally {
      await lab.close();
    }
  }
  const failed = results.filter(({ passed }) => !passed).length;
  const seconds = (performance.now() - started) / 1000;
  print(`\n${results.length - failed} passed, ${failed} failed, ${seconds.toFixed(0)} s`);
  if (values.json) console.log(JSON.stringify({ results, failed, seconds }, undefined, 2));
  return failed > 0 || results.length === 0 ? 1 : 0;
}

async function runOne(lab: Lab, scenario: Scenario): Promise<Result> {
  const started = performance.now();
  const result = (passed: boolean, detail: string): Result => ({
    version: lab.version,
    scenario: scenario.name,
    passed,
    detail,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    await lab.newRoot();
    return result(true, await scenario.run(lab));
  } catch (error) {
    // What it left running must not disturb the next one.
    await lab.stop();
    return result(false, error instanceof Error ? error.message : String(error));
  }
}

process.exitCode = await main();
