/** When, on which sources and on which machine figures were measured. */
import { spawnSync } from "node:child_process";
import { availableParallelism, loadavg, totalmem } from "node:os";
import { readManifest, root } from "../scripts/workspace.ts";

export interface Provenance {
  /** ISO 8601. */
  readonly date: string;
  /** The short hash, and whether the working tree had changes outside of the pages that the command writes. */
  readonly commit: string;
  /** Processors, memory, system, versions. */
  readonly machine: string;
  /** Average number of runnable processes in the minute before the run, and in the last minute of it. */
  readonly load: { readonly before: number; readonly after: number };
}

/** What a generated part of a benchmark page begins with. */
export const sentencePattern: RegExp =
  /^\d{4}-\d{2}-\d{2}, commit [0-9a-f]{7,}(?: with changes)?, \d+ cores, \d+ GB, \w+ \w+, Node [\d.]+, LanceDB [\d.]+/;

export function readProvenance(loadBefore: number): Provenance {
  const lancedb = readManifest("node_modules/@lancedb/lancedb").version;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return {
    date: new Date().toISOString(),
    commit: `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", ":!docs") === "" ? "" : " with changes"}`,
    machine: `${availableParallelism()} cores, ${memory}, ${process.platform} ${process.arch}, Node ${process.versions.node}, LanceDB ${lancedb}`,
    load: { before: loadBefore, after: loadavg()[0] ?? Number.NaN },
  };
}

export function sentenceOf({ date, commit, machine, load }: Provenance): string {
  return `${date.slice(0, 10)}, commit ${commit}, ${machine}, load average ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after.`;
}

function git(...words: string[]): string {
  return spawnSync("git", words, { cwd: root, encoding: "utf8" }).stdout.trim();
}
