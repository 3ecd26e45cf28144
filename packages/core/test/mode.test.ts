import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatCreateMode,
  formatDropBehavior,
  formatDropMode,
  formatInsertMode,
  formatRegisterMode,
  isNamespaceError,
  parseCreateMode,
  parseDropBehavior,
  parseDropMode,
  parseInsertMode,
  parseRegisterMode,
} from "../src/index.ts";

interface Family {
  name: string;
  parse: (input: unknown) => string;
  format: (value: never) => string;
  spellings: Record<string, string>;
}

const families: Family[] = [
  {
    name: "create mode",
    parse: parseCreateMode,
    format: formatCreateMode,
    spellings: { create: "Create", exist_ok: "ExistOk", overwrite: "Overwrite" },
  },
  {
    name: "register mode",
    parse: parseRegisterMode,
    format: formatRegisterMode,
    spellings: { create: "Create", overwrite: "Overwrite" },
  },
  {
    name: "insert mode",
    parse: parseInsertMode,
    format: formatInsertMode,
    spellings: { append: "Append", overwrite: "Overwrite" },
  },
  {
    name: "drop mode",
    parse: parseDropMode,
    format: formatDropMode,
    spellings: { fail: "Fail", skip: "Skip" },
  },
  {
    name: "drop behavior",
    parse: parseDropBehavior,
    format: formatDropBehavior,
    spellings: { restrict: "Restrict", cascade: "Cascade" },
  },
];

/** Every way a client may spell a value: any case, underscores and hyphens anywhere or nowhere, quoted or not. */
function anySpelling(value: string): fc.Arbitrary<string> {
  const letters = value
    .replace("_", "")
    .split("")
    .map((letter) =>
      fc
        .tuple(fc.constantFrom(letter, letter.toUpperCase()), fc.constantFrom("", "", "", "_", "-"))
        .map(([cased, separator]) => cased + separator),
    );
  const quotes = fc.constantFrom("", '"', "'");
  return fc.tuple(quotes, fc.tuple(...letters)).map(([quote, parts]) => quote + parts.join("") + quote);
}

describe.each(families)("$name", ({ name, parse, format, spellings }) => {
  const values = Object.keys(spellings);

  it.each(Object.entries(spellings))("%s is written %s and read back", (value, spelling) => {
    expect(format(value as never)).toBe(spelling);
    expect(parse(spelling)).toBe(value);
  });

  it("is read in any spelling", () => {
    const cases = fc
      .constantFrom(...values)
      .chain((value) => fc.tuple(fc.constant(value), anySpelling(value)));
    fc.assert(
      fc.property(cases, ([value, spelling]) => {
        expect(parse(spelling)).toBe(value);
      }),
    );
  });

  it("has a default when absent or null", () => {
    expect(parse(undefined)).toBe(values[0]);
    expect(parse(null)).toBe(values[0]);
  });

  it("refuses everything else and lists what is allowed", () => {
    const folded = new Set(values.map((value) => value.replace("_", "")));
    const other = fc
      .oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom(
          "",
          '""',
          "_",
          "exist ok",
          " create",
          "creates",
          "__proto__",
          "toString",
          "constructor",
          "0",
        ),
      )
      .filter((text) => !folded.has(text.replaceAll(/["'_-]/g, "").toLowerCase()));
    const wrongType = fc.oneof(fc.integer(), fc.boolean(), fc.object(), fc.array(fc.constantFrom(...values)));
    fc.assert(
      fc.property(fc.oneof(other, wrongType), (input) => {
        let error: unknown;
        try {
          parse(input);
        } catch (caught) {
          error = caught;
        }
        expect(isNamespaceError(error, 13)).toBe(true);
        expect(String(error)).toContain(`Invalid ${name.split(" ").at(-1)}`);
        for (const spelling of Object.values(spellings)) expect(String(error)).toContain(spelling);
      }),
    );
  });
});

it("strips one pair of quotes that match, as a deployed client sends them", () => {
  expect(parseCreateMode('"Create"')).toBe("create");
  expect(() => parseCreateMode('"Create')).toThrow("Invalid mode");
  expect(() => parseCreateMode("\"Create'")).toThrow("Invalid mode");
});
