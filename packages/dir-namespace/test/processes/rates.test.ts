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

test("of six processes that write, each makes 10 changes before one has made 400", async () => {
  const order = { seconds: Number.POSITIVE_INFINITY, creates: 400, share: 10 };
  const { processes } = await measureRates(root, 6, order);
  expect(processes.map(({ created }) => created >= 10)).toEqual(Array.from(processes, () => true));
});
