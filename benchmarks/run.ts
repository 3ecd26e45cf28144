/**
 * Compares the built packages of this repository with others that do the same, on this machine, and measures the memory of our server.
 *
 *     pnpm bench [dir] [scale] [writes] [rest] [clients] [bulk] [memory] [start] [objects]
 *         [postgres] [explorer] [--short] [--write] [--before DIR]
 *
 * Without names it runs all parts. `--short` is for CI: few objects and rounds, and `memory` and `explorer` only if named. `--write` puts the
 * figures of each part into its page in `docs/`. `--before DIR` names another checkout with built packages, whose server `bulk` measures
 * beside this one's.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writePart } from "../scripts/generated-part.ts";
import { root } from "../scripts/workspace.ts";
import { buildWorkers } from "./build-workers.ts";
import { bulk } from "./bulk/index.ts";
import { clients } from "./clients/index.ts";
import { dir } from "./dir/index.ts";
import { explorer } from "./explorer/index.ts";
import { memory } from "./memory/index.ts";
import { objects } from "./objects/index.ts";
import type { Part } from "./part.ts";
import { postgres } from "./postgres/index.ts";
import { readProvenance, sentenceOf } from "./provenance.ts";
import { rest } from "./rest/index.ts";
import { scale } from "./scale/index.ts";
import { start } from "./start/index.ts";
import { writes } from "./writes/index.ts";

const parts: Readonly<Record<string, Part>> = {
  dir,
  scale,
  writes,
  rest,
  clients,
  bulk,
  memory,
  start,
  objects,
  postgres,
  explorer,
};

const { values, positionals } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    before: { type: "string" },
  },
  allowPositionals: true,
});
const isShort = values.short;
if (isShort && values.write)
  throw new Error("--write needs the figures of the long form: leave out --short.");
const chosen = chooseParts(positionals);

build();
buildWorkers();
const failures: string[] = [];
for (const [name, part] of chosen) {
  const loadBefore = loadavg()[0] ?? Number.NaN;
  const findings = await part.run(isShort, (line) => console.error(line), values.before);
  failures.push(...findings.failures);
  const provenance = readProvenance(loadBefore);
  keep(`${provenance.date.replaceAll(/[:.]/g, "-")}-${name}`, { ...provenance, ...findings.record });
  const published = `${sentenceOf(provenance)}\n\n${findings.report}`;
  console.log(`${published}\n`);
  if (values.write) writePart(part.page, `bench ${name}`, published);
}
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;

function chooseParts(names: readonly string[]): [string, Part][] {
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    throw new Error(`There is no ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}.`);
  }
  return Object.entries(parts).filter(([name]) =>
    names.length > 0 ? names.includes(name) : !isShort || !(name === "memory" || name === "explorer"),
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
