/**
 * Compares this directory catalog with LanceDB's own, both built and on local disk, in one run.
 * `--short` is for CI: few objects, few rounds.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { report } from "./report.ts";
import { runRounds, type Settings } from "./rounds.ts";
import { summarize } from "./summary.ts";

const full: Settings = { sizes: [100, 2000], rounds: 5, warmUp: 5, samples: 20 };
const short: Settings = { sizes: [100], rounds: 2, warmUp: 5, samples: 10 };

const root = fileURLToPath(new URL("..", import.meta.url));
const settings = process.argv.includes("--short") ? short : full;

build();
const machine = describeMachine();
console.error(machine);
const loadBefore = loadavg()[0];
const runs = await runRounds(settings, (line) => console.error(line));
const summaries = summarize(runs, settings.warmUp + settings.samples);

const date = new Date().toISOString();
const file = join(root, "benchmarks", "results", `${date.replaceAll(/[:.]/g, "-")}.json`);
mkdirSync(join(root, "benchmarks", "results"), { recursive: true });
const load = { before: loadBefore, after: loadavg()[0] };
writeFileSync(file, `${JSON.stringify({ date, machine, load, settings, summaries, runs }, null, 2)}\n`);

console.log(`${date.slice(0, 10)}, ${machine}\n\n${report(summaries)}`);

/** The sources run through a compiler that loads with them; what users install does not. */
function build(): void {
  const tsx = join(root, "node_modules", "tsx", "dist", "cli.mjs");
  const built = spawnSync(process.execPath, [tsx, join(root, "scripts", "build.ts")], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("The packages could not be built.");
}

function describeMachine(): string {
  const lancedb = JSON.parse(
    readFileSync(join(root, "node_modules", "@lancedb", "lancedb", "package.json"), "utf8"),
  ) as { version: string };
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${availableParallelism()} cores, ${memory}, ${process.platform} ${process.arch}, Node ${process.versions.node}, LanceDB ${lancedb.version}`;
}
