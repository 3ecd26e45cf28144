import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { type KillOptions, oneCaller } from "./kill-run.ts";
import type { Protection } from "./safeguards.ts";

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

test("killed writers lose nothing that was acknowledged and leave nothing half done", async () => {
  const report = await killReport({ ...defaults, folder, kills: 12 });
  expect(report.violations).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(12);
  expect(report.inside * 2).toBeGreaterThanOrEqual(report.kills);
  expect(report.tablesRead).toBeGreaterThan(0);
});

/** How often a test looks for what a missing protection lets through. One attempt of 200 calls finds it nearly always. */
const attempts = 10;

describe("the verification notices that", () => {
  test("a creation does not look at the version that it made", async () => {
    const violation = /acknowledged, and changed nothing/;
    expect(await violationsWithout("look-after-insert", violation, { mix: "below" })).toMatch(violation);
  });

  test("a drop removes the folder before the row", async () => {
    // A reader finds the row and no data, or a caller who registers the folder finds none.
    const violation = /cannot be read|There is no folder/;
    expect(await violationsWithout("row-before-folder", violation)).toMatch(violation);
  });
});

/** Runs of 200 calls each, until one has the violation or all attempts are used up. */
async function violationsWithout(
  protection: Protection,
  violation: RegExp,
  options: Partial<KillOptions> = {},
): Promise<string> {
  let violations = "";
  for (let attempt = 0; attempt < attempts && !violation.test(violations); attempt++) {
    const report = await killReport({
      ...defaults,
      ...options,
      folder: join(folder, String(attempt)),
      operations: 200,
      seed: defaults.seed + attempt,
      without: [protection],
    });
    violations = report.violations.join("\n");
  }
  return violations;
}
