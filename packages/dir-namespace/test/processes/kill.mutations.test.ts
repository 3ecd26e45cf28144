import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { killReport } from "./kill-report.ts";
import { type KillOptions, killDefaults } from "./kill-run.ts";
import type { Safeguard } from "./safeguards.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The number of runs of 200 calls each after which an omission counts as not reported. One run nearly always suffices. */
const attempts = 10;

describe("the verification reports a violation if", () => {
  test("a creation does not validate the version that it made", async () => {
    const violation = /acknowledged, and changed nothing/;
    expect(await violationsWithout("validate-insert", violation, { mix: "below" })).toMatch(violation);
  });

  test("a drop removes the folder before the row", async () => {
    // A reader finds the row and no data, or a registration does not find the folder.
    const violation = /cannot be read|There is no folder/;
    expect(await violationsWithout("row-before-folder", violation)).toMatch(violation);
  });
});

/** Runs of 200 calls each, until one has the violation or all attempts are used up. */
async function violationsWithout(
  safeguard: Safeguard,
  violation: RegExp,
  options: Partial<KillOptions> = {},
): Promise<string> {
  let violations = "";
  for (let attempt = 0; attempt < attempts && !violation.test(violations); attempt++) {
    const report = await killReport({
      ...killDefaults,
      ...options,
      folder: join(folder, String(attempt)),
      operations: 200,
      seed: killDefaults.seed + attempt,
      without: [safeguard],
    });
    violations = report.violations.join("\n");
  }
  return violations;
}
