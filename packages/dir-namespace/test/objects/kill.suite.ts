import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killReport } from "../processes/kill-report.ts";
import { oneCaller } from "../processes/kill-run.ts";
import { freshRoot, storageOptions } from "./bucket.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("killed writers lose nothing that was acknowledged and leave nothing half done", async () => {
  const catalogLocation = { root: freshRoot(), storageOptions };
  const options = {
    ...oneCaller,
    kills: 24,
    seconds: 0,
    processes: 3,
    seed: 7,
    mix: "names",
    without: [],
  } as const;
  const report = await killReport({ ...options, folder, catalogLocation });
  process.stdout.write(`${JSON.stringify({ ...report, violations: report.violations.length })}\n`);
  expect(report.violations).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(24);
  expect(report.inside * 2).toBeGreaterThanOrEqual(report.kills);
  expect(report.tablesRead).toBeGreaterThan(0);
});
