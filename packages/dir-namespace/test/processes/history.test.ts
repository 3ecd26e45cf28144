import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type KillReport, killReport } from "./kill-report.ts";
import type { KillOptions } from "./kill-run.ts";

/** The short form of `pnpm history`: many callers in each process, and what they read is judged, too. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-history-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("what several processes are answered is what some serial order explains", () => {
  test("while they are killed and stopped", async () => {
    const report = await resolver({ operations: 600, kills: 2, callers: 8, trees: 4 });
    expect(report.violations).toEqual([]);
    expect(report.shared).toBeGreaterThan(0);
    expect(report.reads).toBeGreaterThan(0);
  });

  test("beside LanceDB's own clients", async () => {
    const report = await resolver({ operations: 250, kills: 1, processes: 2, natives: 2 });
    expect(report.violations).toEqual([]);
    expect(Object.keys(report.outcomes)).toContain("native createTable ok");
  });

  // Whether somebody reads in the moment that tells is chance: one of several runs shows it.
  test("and a read of what no longer is so is noticed", async () => {
    const found: string[] = [];
    for (let seed = 11; found.length === 0 && seed < 19; seed++) {
      const report = await resolver({ operations: 200, without: ["latest-reads"], seed });
      found.push(...report.violations.filter((violation) => violation.includes("answered")));
    }
    expect(found).not.toEqual([]);
  });
});

function resolver(options: Partial<KillOptions>): Promise<KillReport> {
  return killReport({
    folder,
    operations: 0,
    kills: 0,
    seconds: 0,
    processes: 3,
    callers: 4,
    trees: 1,
    reads: 0.5,
    natives: 0,
    seed: 11,
    mix: "all",
    without: [],
    ...options,
  });
}
