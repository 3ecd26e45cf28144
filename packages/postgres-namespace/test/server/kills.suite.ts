/** The short forms of `pnpm postgres kill` and `pnpm postgres history`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killDefaults } from "../../../dir-namespace/test/processes/kill-run.ts";
import { postgresKillReport } from "../processes/postgres-kill-report.ts";

const isolation = process.env["LANCETREE_TEST_ISOLATION"] ?? "read committed";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("killed processes lose no acknowledged change, and leave no folder", async () => {
  const report = await postgresKillReport({ ...killDefaults, folder, kills: 12, operations: 60 }, isolation);
  expect(report.violations).toEqual([]);
  expect(report.inside * 2).toBeGreaterThanOrEqual(report.kills);
  expect(report.tablesRead).toBeGreaterThan(0);
});

test("some serial order explains the results of several processes while the database is restarted", async () => {
  const options = { ...killDefaults, folder, operations: 1000, callers: 8, trees: 4, reads: 0.5 };
  const report = await postgresKillReport({ ...options, kills: 2, restarts: 2 }, isolation);
  expect(report.violations).toEqual([]);
  expect(report.restarts).toBe(2);
  expect(report.reads).toBeGreaterThan(0);
});
