/**
 * What catalogs of many objects take to open, to read and to hold, beside LanceDB's own reading of their rows.
 * `--short` is for CI. Measures the built packages.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Figures } from "./measure.ts";
import type { Order } from "./seed.ts";

const short = process.argv.includes("--short");
const sizes = short ? [2500, 25_000] : [2500, 25_000, 100_000, 1_000_000];
const orders: readonly Order[] = ["sorted", "shuffled"];
const folder = mkdtempSync(join(tmpdir(), "lancetree-scale-"));
const headings = [
  "rows by LanceDB",
  "first answer",
  "ratio",
  "look",
  "describe",
  "list 100",
  "memory",
  "peak",
];

try {
  const small = join(folder, "small");
  run("seed-worker.ts", small, "200", "sorted");
  console.log(`| objects | ${headings.join(" | ")} |\n|${" --- |".repeat(headings.length + 1)}`);
  for (const size of sizes) {
    for (const order of orders) {
      const root = join(folder, `${size}-${order}`);
      run("seed-worker.ts", root, String(size), order);
      console.log(
        line(`${size.toLocaleString("en")} ${order}`, JSON.parse(run("measure.ts", root, small)) as Figures),
      );
      rmSync(root, { recursive: true });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a program of this folder in a fresh process, and answers with what it printed. */
function run(program: string, ...values: readonly string[]): string {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", path, ...values], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.status !== 0) throw new Error(`${program} failed.`);
  return child.stdout;
}

function line(name: string, figures: Figures): string {
  const { lanceRows, firstAnswer, look, describe, list, memory, peak } = figures;
  const ratio = `${(firstAnswer / lanceRows).toFixed(2)}x`;
  const times = [lanceRows, firstAnswer, look, describe, list].map((time) => `${time.toFixed(1)} ms`);
  const sizesInMegabytes = [memory, peak].map((bytes) => `${Math.round(bytes / 2 ** 20)} MB`);
  return `| ${[name, ...times.slice(0, 2), ratio, ...times.slice(2), ...sizesInMegabytes].join(" | ")} |`;
}
