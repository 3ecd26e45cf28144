/**
 * Compares this repository's packages with others that do the same, all of them built and on this machine, and looks
 * what a server holds. Names choose what is run: `dir`, `scale`, `rest`, `bulk`, `memory`; all of it without. `--short` is for CI: few
 * objects, few rounds, and the memory only where it is named. `--before DIR` names another checkout with built packages, whose server
 * `bulk` measures beside this one's.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildWorkers } from "./build-workers.ts";
import { bulk } from "./bulk/index.ts";
import { dir } from "./dir/index.ts";
import { memory } from "./memory/index.ts";
import type { Part } from "./part.ts";
import { rest } from "./rest/index.ts";
import { scale } from "./scale/index.ts";

const parts: Readonly<Record<string, Part>> = { dir, scale, rest, bulk, memory };

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  options: { short: { type: "boolean", default: false }, before: { type: "string" } },
  allowPositionals: true,
});
const isShort = values.short;
const chosen = chooseParts(positionals);

build();
buildWorkers();
const machine = describeMachine();
console.error(machine);
const failures: string[] = [];
for (const [name, part] of chosen) {
  const loadBefore = loadavg()[0];
  const findings = await part.run(isShort, (line) => console.error(line), values.before);
  failures.push(...findings.failures);
  const date = new Date().toISOString();
  const load = { before: loadBefore, after: loadavg()[0] };
  keep(`${date.replaceAll(/[:.]/g, "-")}-${name}`, { date, machine, load, ...findings.record });
  console.log(`${date.slice(0, 10)}, ${machine}\n\n${findings.report}\n`);
}
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;

function chooseParts(names: readonly string[]): [string, Part][] {
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    throw new Error(`There is no ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}.`);
  }
  return Object.entries(parts).filter(([name]) =>
    names.length > 0 ? names.includes(name) : !isShort || name !== "memory",
  );
}

/** The sources run through a compiler that loads with them; what users install does not. */
function build(): void {
  const tsx = join(root, "node_modules", "tsx", "dist", "cli.mjs");
  const built = spawnSync(process.execPath, [tsx, join(root, "scripts", "build.ts")], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("The packages could not be built.");
}

function keep(name: string, record: object): void {
  const folder = join(root, "benchmarks", "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
}

function describeMachine(): string {
  const lancedb = JSON.parse(
    readFileSync(join(root, "node_modules", "@lancedb", "lancedb", "package.json"), "utf8"),
  ) as { version: string };
  const capacity = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${availableParallelism()} cores, ${capacity}, ${process.platform} ${process.arch}, Node ${process.versions.node}, LanceDB ${lancedb.version}`;
}
