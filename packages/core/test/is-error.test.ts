import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { isError, isSystemError } from "../src/index.ts";

/** As the code of a test runner sees an error of Node: of another realm. */
function otherRealm(expression: string): unknown {
  return runInNewContext(expression);
}

function missingFile(): unknown {
  try {
    return readFileSync(new URL("does-not-exist", import.meta.url));
  } catch (error) {
    return error;
  }
}

const foreignSystemError = otherRealm('Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" })');

describe("isError", () => {
  it.each([
    ["an Error", new Error("x")],
    ["a subclass", new RangeError("x")],
    ["a DOMException", new DOMException("x", "AbortError")],
    ["an Error of another realm", otherRealm('new Error("x")')],
    ["a subclass of another realm", otherRealm('new (class Failed extends TypeError {})("x")')],
  ])("accepts %s", (_name, value) => {
    expect(isError(value)).toBe(true);
  });

  it.each([
    undefined,
    null,
    "Error",
    1,
    {},
    { name: "Error", message: "x" },
    otherRealm("({ message: 'x' })"),
  ])("refuses %o", (value) => {
    expect(isError(value)).toBe(false);
  });
});

describe("isSystemError", () => {
  it("accepts the errors of Node, of any realm", () => {
    expect(foreignSystemError).not.toBeInstanceOf(Error);
    expect(isSystemError(foreignSystemError)).toBe(true);
    const here = missingFile();
    expect(isSystemError(here) && here.code).toBe("ENOENT");
  });

  it.each([
    ["an error without a code", new Error("x")],
    ["a code that is a number", Object.assign(new Error("x"), { code: 4 })],
    ["a DOMException", new DOMException("x", "AbortError")],
    ["no error", { code: "ENOENT" }],
  ])("refuses %s", (_name, value) => {
    expect(isSystemError(value)).toBe(false);
  });
});
