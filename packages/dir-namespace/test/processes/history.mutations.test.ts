import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { killDefaults } from "./kill-run.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-history-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

// Whether a read comes at the moment that shows the omission is chance: one of several runs shows it.
test("the verification reports a violation if reads are stale", async () => {
  const options = {
    ...killDefaults,
    callers: 4,
    reads: 0.5,
    operations: 200,
    without: ["latest-reads"],
  } as const;
  const found: string[] = [];
  for (let seed = 11; found.length === 0 && seed < 19; seed++) {
    const report = await killReport({ ...options, folder: join(folder, String(seed)), seed });
    found.push(...report.violations.filter((violation) => violation.includes("returned")));
  }
  expect(found).not.toEqual([]);
});
