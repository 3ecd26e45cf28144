import { expect, test } from "vitest";
import { encodeTableLocation, storedId, validateTableLocation } from "../src/index.ts";

test.each([
  ["tables/user.lance", "tables/user.lance"],
  ["tables//user.lance/", "tables/user.lance"],
  ["a b/é", "a b/é"],
  ["a".repeat(1024), "a".repeat(1024)],
])("the location %j is valid", (location, expected) => {
  expect(validateTableLocation(location)).toBe(expected);
});

test.each([
  ["s3://bucket/t", "Absolute URIs"],
  ["/t", "Absolute paths"],
  ["C:/t", "Absolute paths"],
  ["a\\b", "Backslashes"],
  ["a\0b", "null characters"],
  ["", "Empty locations"],
  ["a/../b", "Path traversal"],
  ["./a", "Path traversal"],
  ["__manifest/x", "The catalog's own table"],
  ["a/".repeat(513), "at most 1024 characters, not 1026"],
])("the location %j is InvalidInput", (location, reason) => {
  expect(() => validateTableLocation(location)).toThrow(
    expect.objectContaining({ code: 13, message: expect.stringContaining(reason) }),
  );
});

test("a location in a URI is escaped, except for slashes and dollar signs", () => {
  expect(encodeTableLocation("ab12_prod$user/a b#é.lance")).toBe("ab12_prod$user/a%20b%23%C3%A9.lance");
  expect(encodeTableLocation("")).toBe("");
});

test("a stored id cannot be read as another path", () => {
  expect(storedId([])).toBe("");
  expect(storedId(["prod", "user"])).toBe("prod$user");
  expect(() => storedId(["a$b"])).toThrow(expect.objectContaining({ code: 13 }));
});
