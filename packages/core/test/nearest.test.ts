import { expect, test } from "vitest";
import { findNearest } from "../src/index.ts";

test.each([
  ["rot", ["root", "storageOptions"], "root"],
  ["Storage_Option", ["root", "storageOptions"], "storageOptions"],
  // Two neighbors that are swapped are one edit.
  ["tarce", ["trace", "force"], "trace"],
  ["lsit", ["list", "lint"], "list"],
  ["ab", ["a", "abc"], "a"],
  ["color", ["root", "storageOptions"], undefined],
  ["x", [], undefined],
])("%j is near one of %j: %j", (word, known, nearest) => {
  expect(findNearest(word, known)).toBe(nearest);
});
