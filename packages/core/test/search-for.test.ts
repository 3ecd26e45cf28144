import { expect, test } from "vitest";
import { searchFor } from "../src/search-for.ts";

test.each([
  ["ab", "ab", true],
  ["ab", "cabd", true],
  ["ab", "ba", false],
  ["aab", "aaab", true],
  ["abab", "abacabab", true],
  ["aabaaa", "aabaabaaa", true],
  ["aabaaa", "aabaabaab", false],
  ["a", "", false],
  ["", "", true],
  ["", "a", true],
  ["/b", "a/b", true],
])("%j in %j: %s", (expected, text, isIn) => {
  expect(searchFor(expected)(text)).toBe(isIn);
});

test("it finds what includes finds", () => {
  const words = Array.from({ length: 1 << 9 }, (_, bits) => bits.toString(2).padStart(9, "0"));
  const parts = Array.from({ length: 1 << 4 }, (_, bits) => bits.toString(2));
  for (const part of parts) {
    const isIn = searchFor(part);
    for (const word of words) expect([part, word, isIn(word)]).toEqual([part, word, word.includes(part)]);
  }
});

test("a repetitive text takes as long as any other: comparing it at each place would take ten minutes or more", () => {
  const length = 1_000_000;
  expect(searchFor(`${"a".repeat(length)}b`)("a".repeat(3 * length))).toBe(false);
});
