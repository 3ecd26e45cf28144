import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { replay } from "./replay.ts";
import { residueIn } from "./residue.ts";
import { grows, soakRun } from "./soak-run.ts";

/** The short form; `pnpm soak` is the long one, which also lets other clients read what it left. */

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lancetree-soak-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test("processes that work side by side leave a whole catalog in few fragments", async () => {
  const report = await soakRun({ root, processes: 3, seconds: 0, calls: 600 });
  expect(report.failures).toEqual([]);
  expect(report.calls).toBeGreaterThanOrEqual(600);
  expect(report.fragments.max).toBeLessThan(64);
  await using namespace = new DirectoryNamespace({ root });
  await namespace.recover();
  const { versions, violations } = await replay({ root });
  expect(violations).toEqual([]);
  const last = versions.at(-1);
  expect(last && (await residueIn({ root }, last.snapshot)).violations).toEqual([]);
});

test("growing memory is distinguished from varying memory", () => {
  const even = [200, 205] as const;
  expect(grows({ heap: [20, 21], resident: even })).toBe(false);
  expect(grows({ heap: [20, 30], resident: even })).toBe(true);
  expect(grows({ heap: [20, 21], resident: [200, 260] })).toBe(true);
});
