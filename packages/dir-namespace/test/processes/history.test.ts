import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { killDefaults } from "./kill-run.ts";

/** The short form of `pnpm history`: many callers in each process, and the results of reads are verified as well. */
const options = { ...killDefaults, callers: 4, reads: 0.5, seed: 11 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-history-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("some serial order explains the results of several processes", () => {
  test("while they are killed and stopped", async () => {
    const report = await killReport({ ...options, folder, operations: 600, kills: 2, callers: 8, trees: 4 });
    expect(report.violations).toEqual([]);
    expect(report.shared).toBeGreaterThan(0);
    expect(report.reads).toBeGreaterThan(0);
  });

  test("beside LanceDB's own clients", async () => {
    const report = await killReport({
      ...options,
      folder,
      operations: 250,
      kills: 1,
      processes: 2,
      nativeClients: 2,
    });
    expect(report.violations).toEqual([]);
    expect(Object.keys(report.outcomes)).toContain("native createTable ok");
  });
});
