import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { type KillOptions, oneCaller } from "./kill-run.ts";
import type { Protection } from "./protections.ts";

/** The short form; kill-test.ts is the long one. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const defaults = {
  kills: 0,
  seconds: 0,
  processes: 3,
  ...oneCaller,
  seed: 7,
  mix: "all",
  without: [],
} as const;

test("killed writers lose nothing that was acknowledged and leave nothing half done", {
  timeout: 240_000,
}, async () => {
  const report = await killReport({ ...defaults, folder, kills: 12 });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.inside * 2).toBeGreaterThanOrEqual(report.kills);
  expect(report.tablesRead).toBeGreaterThan(0);
});

describe("the verification notices that", { timeout: 120_000 }, () => {
  test("a creation does not look at the version that it made", async () => {
    const violations = await violationsWithout("look-after-insert", { mix: "below", seconds: 10 });
    expect(violations).toMatch(/acknowledged, and changed nothing/);
  });

  test("a drop removes the folder before the row", async () => {
    // A reader finds the row and no data, or somebody who registers the folder finds none.
    const violations = await violationsWithout("row-before-folder", { seconds: 10 });
    expect(violations).toMatch(/cannot be read|There is no folder/);
  });
});

async function violationsWithout(protection: Protection, options: Partial<KillOptions>): Promise<string> {
  const report = await killReport({ ...defaults, ...options, folder, without: [protection] });
  return report.violations.join("\n");
}
