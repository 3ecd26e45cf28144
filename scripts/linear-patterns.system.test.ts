import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { patternsIn, processorTime, slowestOf } from "./repository-rules/patterns.ts";

const packages = resolve(import.meta.dirname, "../packages");

const length = 100_000;
const letters = "a".repeat(length);
/** Milliseconds of processor time for the simplest pattern that matches every character of the input. */
const simplest = Math.max(...Array.from({ length: 5 }, () => processorTime(() => letters.replace(/a/g, ""))));
/** A linear pattern takes a few times as long, a quadratic one many thousand times. */
const bound = 500 * simplest;

describe("every regular expression takes linear time, on inputs of 100,000 characters", () => {
  const patterns = patternsIn(packages);

  test("they are found", () => {
    expect(patterns.length).toBeGreaterThan(100);
    expect(patterns.some(({ file }) => file.endsWith("server/src/logs/redact.ts"))).toBe(true);
  });

  test.each(patterns.map((pattern) => [`${pattern.file}, line ${pattern.line}`, pattern]))(
    "%s",
    (_, pattern) => {
      const { text, milliseconds } = slowestOf(pattern.expression, length, bound);
      expect([text.slice(0, 20), milliseconds]).toEqual([
        expect.any(String),
        expect.toSatisfy((it: number) => it < bound),
      ]);
    },
  );

  test.each([
    /\/+$/,
    /Branch .* already exists/,
    /,?\s*\S*\.rs:\d+/g,
    /([a-z]+:\/\/)\S*@/gi,
    /\s{2,}Caused by:/,
  ])("%s is not linear, and the check reports it", (expression) => {
    const short = slowestOf(expression, 1_000, 1_000).milliseconds;
    const long = slowestOf(expression, 20_000, 1_000).milliseconds;
    expect(long).toBeGreaterThan(Math.min(short * 40, 900));
  });
});
