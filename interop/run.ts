/**
 * Runs clients and servers of other projects with those of Lancetree.
 *
 *     pnpm interop [--short] [--json] [--write] [--client <part of a name>]... [--version <version>]...
 *                  [--scenario <part of a name>]
 */
import { parseArgs } from "node:util";
import { browseReferenceServer } from "./explorer/reference-server.ts";
import { fuzzArrow } from "./fuzz/arrow-fuzz.ts";
import { Harness, type Program, type Scenario } from "./harness/harness.ts";
import { pythonVersion } from "./harness/install-python.ts";
import { MissingError } from "./harness/missing-error.ts";
import { runHosts } from "./hosts/suite.ts";
import { findUnwritten, writeMatrix } from "./matrix.ts";
import type { Result } from "./result.ts";
import { runRuntimes } from "./runtimes/suite.ts";
import type { Suite } from "./suite.ts";
import { listSuites } from "./suites.ts";
import { makeTypeTable, wrongCells } from "./types/type-table.ts";
import { writeTypesPage } from "./types/types-page.ts";

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    client: { type: "string", multiple: true },
    version: { type: "string", multiple: true },
    scenario: { type: "string" },
  },
});
const print = values.json ? console.error : console.log;
const isPart = values.client !== undefined || values.version !== undefined || values.scenario !== undefined;

async function main(): Promise<number> {
  if (values.write && (values.scenario !== undefined || values.short)) {
    console.error("--write needs every scenario of a client: leave out --short and --scenario");
    return 1;
  }
  const started = performance.now();
  const suites = listSuites();
  const results: Result[] = [];
  for (const suite of suites) results.push(...(await runSuite(suite)));
  if (!isPart) results.push(...(await runOurClient()));
  if (values.write) writeMatrix(results, suites, isPart);
  // After the matrix, which is about clients.
  if (!isPart || "types".includes(values.scenario ?? "-")) results.push(await runTypes());
  if (!isPart || "fuzz".includes(values.scenario ?? "-")) results.push(await runFuzz());
  if (!isPart) results.push(...(await runHandlers()));
  if (!isPart || "explorer".includes(values.scenario ?? "-")) results.push(await runExplorer());
  const unwritten = isPart ? [] : findUnwritten(suites);
  for (const combination of unwritten)
    print(`The matrix of docs/compatibility.md lacks ${combination}: run it with --write`);
  const count = (kind: Result["status"]): number => results.filter(({ status }) => status === kind).length;
  const [passed, failed, missing, skipped] = [
    count("passed"),
    count("failed"),
    count("missing"),
    count("skipped"),
  ];
  const seconds = (performance.now() - started) / 1000;
  print(
    `\n${passed} passed, ${failed} failed, ${missing} missing, ${skipped} skipped, ${seconds.toFixed(0)} s`,
  );
  if (values.json) console.log(JSON.stringify({ results, failed, missing, seconds }, undefined, 2));
  // A contributor may have no Python. In CI everything but engines is installed, so a missing requirement is a failure.
  const isComplete = missing === 0 || process.env["CI"] === undefined;
  return failed === 0 && passed > 0 && isComplete && unwritten.length === 0 ? 0 : 1;
}

async function runSuite(suite: Suite): Promise<readonly Result[]> {
  const { client, version, partner, limits = [] } = suite;
  const chosen = suite.scenarios.filter((scenario) => isChosen(suite, scenario));
  if (chosen.length === 0) return [];
  print(`\n${client} ${version}, with ${partner}`);
  const results: Result[] = [];
  const add = (scenario: Scenario, status: Result["status"], detail: string, seconds: number): void => {
    results.push({ client, version, partner, scenario: scenario.name, status, detail, seconds, limits });
    const word = { passed: "ok    ", failed: "FAILED", missing: "-     ", skipped: "skipped" }[status];
    print(`  ${word} ${seconds.toFixed(1).padStart(6)} s  ${scenario.name}${detail && `: ${detail}`}`);
  };
  let program: Program;
  try {
    program = suite.install();
  } catch (error) {
    const required = error instanceof MissingError ? "missing" : "failed";
    const status = suite.isOptional ? "skipped" : required;
    for (const scenario of chosen) add(scenario, status, textOf(error), 0);
    return results;
  }
  const harness = new Harness(program);
  try {
    for (const scenario of chosen) {
      const started = performance.now();
      const seconds = (): number => (performance.now() - started) / 1000;
      try {
        await harness.newRoot();
        const detail = await scenario.run(harness);
        add(scenario, "passed", detail, seconds());
      } catch (error) {
        // What it left running must not disturb the next one.
        await harness.stop();
        add(scenario, "failed", textOf(error), seconds());
      }
    }
  } finally {
    await harness.close();
  }
  return results;
}

/** In browsers and other runtimes. */
async function runOurClient(): Promise<readonly Result[]> {
  const results = await runRuntimes(print, values);
  return results.map(({ runtime, ...result }) => ({
    ...result,
    client: `our REST client in ${runtime}`,
    partner: "our REST server",
    limits: [],
  }));
}

/** The programs of docs/hosts/. */
async function runHandlers(): Promise<readonly Result[]> {
  const results = await runHosts(print, values);
  return results.map(({ host, ...result }) => ({
    ...result,
    client: "fetch",
    partner: `our handler on ${host}`,
    limits: [],
  }));
}

/** Every Arrow type in every way. */
async function runTypes(): Promise<Result> {
  const partner = "our server and our namespaces";
  return runAlone("Arrow types", partner, "each type is whole or refused, in each way", async () => {
    const table = await makeTypeTable(values.short);
    if (values.write) writeTypesPage(table);
    return { done: `${Object.keys(table).length} types`, failures: wrongCells(table) };
  });
}

/** The page that shows a catalog, on a server of others. */
async function runExplorer(): Promise<Result> {
  const partner = `reference server: Python \`pylance\` ${pythonVersion("pylance")}, behind \`lancetree ui --uri\``;
  const scenario = "each view shows what the server has, and what it lacks as not offered";
  return runAlone("The explorer in Chromium", partner, scenario, browseReferenceServer);
}

/** Random Arrow bodies, whole and damaged; `pnpm fuzz:arrow` sends many more. */
async function runFuzz(): Promise<Result> {
  return runAlone("Random Arrow bodies", "our server", "each is stored as it is, or refused", async () => {
    const { requests, findings } = await fuzzArrow({ seed: 1, requests: values.short ? 400 : 2000 }, print);
    return { done: `${requests} requests`, failures: findings };
  });
}

/** What is one scenario by itself. */
async function runAlone(
  client: string,
  partner: string,
  scenario: string,
  run: () => Promise<{ readonly done: string; readonly failures: readonly string[] }>,
): Promise<Result> {
  print(`\n${client}`);
  const started = performance.now();
  const end = (status: Result["status"], detail: string): Result => {
    const seconds = (performance.now() - started) / 1000;
    print(`  ${status} ${seconds.toFixed(1)} s  ${scenario}: ${detail}`);
    return { client, version: "", partner, limits: [], scenario, status, detail, seconds };
  };
  try {
    const { done, failures } = await run();
    return failures.length === 0 ? end("passed", done) : end("failed", failures.join("\n"));
  } catch (error) {
    return end(error instanceof MissingError ? "missing" : "failed", textOf(error));
  }
}

function isChosen(suite: Suite, scenario: Scenario): boolean {
  return (
    values.client?.some((part) => suite.client.includes(part)) !== false &&
    values.version?.includes(suite.version) !== false &&
    scenario.name.includes(values.scenario ?? "") &&
    (!values.short || suite.short.includes(scenario))
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
