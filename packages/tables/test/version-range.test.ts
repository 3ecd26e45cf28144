import { gtr, satisfies } from "semver";
import { expect, test } from "vitest";
import { isAboveRange, isInRange } from "../src/engine/version-range.ts";

const ranges = ["^0.39.0", "^0.39.2", "^1.2.3", ">=15.0.0 <=18.1.0", "*", "0.39.0"];
const versions = [
  "0.38.9",
  "0.39.0",
  "0.39.1",
  "0.39.10",
  "0.39.1-beta.2",
  "0.40.0",
  "1.39.0",
  "1.3.0",
  "18.1.0",
  "21.0.0",
];

test.each(ranges)("versions are in %s, or above it, as npm decides", (range) => {
  for (const version of versions) {
    expect([version, isInRange(version, range)]).toEqual([version, satisfies(version, range)]);
    expect([version, isAboveRange(version, range)]).toEqual([version, gtr(version, range)]);
  }
});
