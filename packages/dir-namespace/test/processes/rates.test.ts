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

test("of many processes that write, none is left behind when the first has made 40 changes", async () => {
  const order = { seconds: Number.POSITIVE_INFINITY, creates: 40, race: true };
  const { processes } = await measureRates(root, 6, order);
  const counts = processes.map(({ created }) => created);
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(40);
  expect(Math.min(...counts) * 4).toBeGreaterThanOrEqual(40);
});
