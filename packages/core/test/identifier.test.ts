import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatIdentifier,
  parseIdentifier,
  validateAddress,
  validateComponent,
  validatePath,
  validateTableAddress,
  validateTablePath,
} from "../src/index.ts";

const safe = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/).filter((text) => text !== "." && text !== "..");
const hostile = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 20 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    "a b",
    "a$b",
    "$",
    "$$",
    "/",
    "a/b",
    "%2e",
    "%2E%2e",
    "é",
    "e\u0301",
    "\0",
    "a\n",
    "🦜",
    "ﬀ",
    "'",
    '"',
    "\\",
  ),
  fc.constantFrom("__proto__", "\ud800", "x\udfff", "constructor", "toString", "..", ".", "x".repeat(5000)),
);
const delimiter = fc.oneof(
  fc.constantFrom("$", ".", "/", "::", "__delim__", "aa", "%", " ", "🦜"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
);

function failure(action: () => unknown): unknown {
  try {
    return { returned: action() };
  } catch (error) {
    return error;
  }
}

const invalidInput = expect.objectContaining({ name: "InvalidInputError", code: 13 });

describe("components that are about to be created", () => {
  it("takes letters, digits, _, - and .", () => {
    fc.assert(
      fc.property(fc.array(safe), (path) => {
        expect(validatePath(path)).toEqual(path);
      }),
    );
    expect(validatePath(["__proto__", "constructor", "a.b", "...", "-", "x".repeat(5000)])).toHaveLength(6);
  });

  it("refuses everything else and names the component, its place and the rule", () => {
    fc.assert(
      fc.property(fc.array(safe), hostile, (before, component) => {
        fc.pre(!/^[A-Za-z0-9_.-]+$/.test(component) || /^\.\.?$/.test(component));
        const error = failure(() => validatePath([...before, component]));
        expect(error).toEqual(invalidInput);
        expect(String(error)).toContain(`Component ${before.length} `);
        expect(String(error)).toMatch(/may contain only|must /);
      }),
    );
    expect(() => validatePath(["prod", "a b"])).toThrow(
      'Component 1 of the path, "a b", may contain only letters',
    );
    expect(() => validatePath(["prod", "", "c"])).toThrow('Component 1 of the path, "", must not be empty');
    expect(() => validatePath([".."])).toThrow('must not be "." or ".."');
  });

  it.each([undefined, null, 7, {}, ["a"], Symbol("s")])("refuses %s as a component", (component) => {
    expect(failure(() => validateComponent(component, 0))).toEqual(invalidInput);
  });

  it.each([undefined, null, "prod", 7, {}])("refuses %s as a path", (path) => {
    expect(failure(() => validatePath(path))).toEqual(invalidInput);
    expect(failure(() => validateAddress(path))).toEqual(invalidInput);
  });

  it("refuses holes in the array", () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(failure(() => validatePath(["a", , "b"]))).toEqual(invalidInput);
  });

  it.each([8_193, 200_000])("refuses a component of %i characters, and takes one of 8,192", (length) => {
    expect(failure(() => validateComponent("x".repeat(length), 0))).toEqual(invalidInput);
    expect(validateComponent("x".repeat(8_192), 0)).toHaveLength(8_192);
  });

  it("keeps messages short for every name", () => {
    const error = failure(() => validateComponent(`${"x".repeat(1_000_000)} `, 0));
    expect(String(error).length).toBeLessThan(300);
  });
});

describe("addresses of what others may have created", () => {
  it("takes any well-formed, non-empty text", () => {
    const wellFormed = hostile.filter((text) => !/\p{Surrogate}/u.test(text));
    fc.assert(
      fc.property(fc.array(wellFormed), (path) => {
        expect(validateAddress(path)).toEqual(path);
      }),
    );
  });

  it.each([[[""]], [["a", ""]], [["\ud800"]], [["a", "x\udc00"]], [[1]]])("refuses %j", (path) => {
    expect(failure(() => validateAddress(path))).toEqual(invalidInput);
  });

  it("is not a table at the root", () => {
    expect(failure(() => validateTablePath([]))).toEqual(invalidInput);
    expect(failure(() => validateTableAddress([]))).toEqual(invalidInput);
    expect(validateTablePath(["t"])).toEqual(["t"]);
    expect(validateTableAddress(["n s", "t"])).toEqual(["n s", "t"]);
  });
});

describe("identifiers", () => {
  it("are joined with $ and the root is the delimiter", () => {
    expect(formatIdentifier(["prod", "search", "user"])).toBe("prod$search$user");
    expect(formatIdentifier([])).toBe("$");
    expect(formatIdentifier([], "::")).toBe("::");
    expect(parseIdentifier("::", "::")).toEqual([]);
    expect(parseIdentifier("$")).toEqual([]);
    expect(parseIdentifier("prod$search")).toEqual(["prod", "search"]);
  });

  it("round trip for every delimiter and every path, or the path is refused", () => {
    let roundTrips = 0;
    const paths = fc.array(fc.oneof(safe, hostile), { maxLength: 5 });
    fc.assert(
      fc.property(paths, delimiter, (path, by) => {
        const text = path.join(by);
        const parts = text === by ? [] : text.split(by);
        const wellFormed = [...path, by].every((part) => !/\p{Surrogate}/u.test(part));
        const possible = wellFormed && (path.length === 0 || JSON.stringify(parts) === JSON.stringify(path));
        if (possible) roundTrips++;
        const outcome = failure(() => parseIdentifier(formatIdentifier(path, by), by));
        expect(outcome).toEqual(possible ? { returned: path } : invalidInput);
      }),
      { numRuns: 2000 },
    );
    expect(roundTrips).toBeGreaterThan(500);
  });

  it("round trip from the text as well", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), delimiter, (text, by) => {
        const parts = text === by ? [text] : text.split(by);
        const possible = [...parts, by].every((part) => part !== "" && !/\p{Surrogate}/u.test(part));
        const outcome = failure(() => formatIdentifier(parseIdentifier(text, by), by));
        expect(outcome).toEqual(possible ? { returned: text } : invalidInput);
      }),
    );
  });

  it.each([
    [["a$b"], "$", 0],
    [["a", "$"], "$", 1],
    [["a:", "b"], "::", 0],
    [["$"], "$", 0],
    [["ok", "x__delim__y"], "__delim__", 1],
  ])("refuses %j under %s and names component %i", (path, by, index) => {
    expect(() => formatIdentifier(path, by)).toThrow(new RegExp(`Component ${index} .*delimiter`));
  });

  it.each(["", "$a", "a$", "a$$b", "$$"])("refuses to split %j", (text) => {
    expect(failure(() => parseIdentifier(text))).toEqual(invalidInput);
  });

  it("needs a delimiter", () => {
    expect(failure(() => formatIdentifier(["a"], ""))).toEqual(invalidInput);
    expect(failure(() => parseIdentifier("a", ""))).toEqual(invalidInput);
    expect(failure(() => parseIdentifier("a", "\ud800"))).toEqual(invalidInput);
  });
});
