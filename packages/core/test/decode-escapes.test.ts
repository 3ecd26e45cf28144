import { expect, test } from "vitest";
import { decodeEscapes } from "../src/index.ts";

test.each([
  ["a%20b", "a b"],
  ["%C3%A9", "é"],
  ["a+b", "a+b"],
  ["50%", "50%"],
  ["%20%zz", "%20%zz"],
  ["%C3", "%C3"],
])("%j becomes %j", (text, expected) => {
  expect(decodeEscapes(text)).toBe(expected);
});
