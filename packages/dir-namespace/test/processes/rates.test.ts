import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { measureRates } from "./rates.ts";

/** The short form; rates-test.ts is the long one. */

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lancetree-rates-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test("of many processes that write, none is left behind", { timeout: 120_000 }, async () => {
  const { processes } = await measureRates(root, 6, { seconds: 8, creates: Number.POSITIVE_INFINITY });
  const counts = processes.map(({ created }) => created);
  expect(Math.max(...counts)).toBeGreaterThan(10);
  expect(Math.min(...counts) * 4).toBeGreaterThanOrEqual(Math.max(...counts));
});
