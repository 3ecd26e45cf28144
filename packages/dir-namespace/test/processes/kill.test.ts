import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { killDefaults } from "./kill-run.ts";

/** The short form; kill-test.ts is the long one. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("killed writers lose no acknowledged change and leave no change half made", async () => {
  const report = await killReport({ ...killDefaults, folder, kills: 12, operations: 60 });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.inside * 2).toBeGreaterThanOrEqual(report.kills);
  expect(report.tablesRead).toBeGreaterThan(0);
});
