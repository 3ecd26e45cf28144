/** Printed values equal stored values. pyarrow wrote the files: test/files/make-values.py. */
import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { cellText, jsonText } from "@lancetree/arrow";
import { describe, expect, test } from "vitest";
import { readRows } from "../src/output/read-rows.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const fileAt = (name: string): string => fileURLToPath(new URL(`files/${name}`, import.meta.url));

const stored = {
  seconds: ["+275760-09-13T00:00:01", "-001199-02-15T14:13:21"],
  ms_in_berlin: ["2020-09-13T12:26:40.123Z", "1969-12-31T23:59:59.999Z"],
  us: ["2020-09-13T12:26:40.123456", "1969-12-31T23:59:59.999999"],
  ns: ["2020-09-13T12:26:40.123456789Z", "1969-12-31T23:59:59.999999999Z"],
  day: ["1970-01-01", "-000001-12-31"],
  day_ms: ["1970-01-02", "1969-12-31"],
  time_s: ["23:59:59", "00:00:00"],
  time_us: ["01:02:03.000004", "00:00:00.000000"],
  duration: ["PT1.5S", "PT-0.001S"],
  duration_ns: ["PT90.000000001S", "PT0S"],
  hundreds: ["12300", "-100"],
  cents: ["0.05", "-1.50"],
  wide: [`1${"0".repeat(50)}`, "-1"],
  half: [0.1, "NaN"],
  single: [0.1, "-Infinity"],
  double: [-0, 1e300],
  unsigned: ["18446744073709551615", 7],
  bytes: ["AP8=", ""],
  two_bytes: ["YWI=", "Y2Q="],
  yes: [true, false],
  words: ["a", "b"],
  "name\twith tab": ["a\tb\nc", "\u202e"],
  nested: [
    { b: "AQ==", t: "01:02:03.000000", l: [[1, null], []] },
    { b: null, t: null, l: null },
  ],
} as const;

test("a value of every type is stored, and printed with all its digits", async () => {
  const created = await runPiped(
    ["create-table", "values", "--from", fileAt("values.arrow")],
    folder.environment,
  );
  expect(created.code, created.stderr).toBe(0);
  const { stdout } = await runPiped(["query", "values", "--json"], folder.environment);
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const columns = Object.keys(stored).map((name) => [name, rows.map((row) => row[name])]);
  expect(Object.fromEntries(columns)).toEqual(
    Object.fromEntries(Object.entries(stored).map(([name, values]) => [name, [...values, null]])),
  );
  expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
});

test("a table for people has one line for each row, with any characters in names and values", async () => {
  const words = ["query", "values", "--columns", '["name\\twith tab","bytes","nested"]'];
  const { code, stdout, stderr } = await runPiped(words, folder.environment);
  expect(code, stderr).toBe(0);
  const [heading, first, second, ...more] = stdout.split("\n");
  expect(heading).toBe(String.raw`name\twith tab  bytes  nested`);
  expect(first).toBe(
    String.raw`a\tb\nc         AP8=   {"b": "AQ==", "t": "01:02:03.000000", "l": [[1, null], []]}`,
  );
  expect(second).toBe(String.raw`\u202e                 {"b": null, "t": null, "l": null}`);
  expect(more).toEqual(["", ""]);
});

test("maps are objects, their entries in the order that is stored", async () => {
  const lines: string[] = [];
  for await (const { columns, values } of readRows(createReadStream(fileAt("maps.arrow")))) {
    lines.push(jsonText({ entries: columns.map((name, index) => [name, values[index] ?? null]) }));
  }
  expect(lines).toEqual([
    '{"strings":{"k":"x","2":"a","1":"b"},"numbers":{"7":[1.5]}}',
    '{"strings":{},"numbers":{"1152921504606846976":null}}',
    '{"strings":null,"numbers":null}',
  ]);
});

describe("values that JSON does not have", () => {
  test.each([
    [2n ** 53n - 1n, "9007199254740991", "9007199254740991"],
    [2n ** 53n, '"9007199254740992"', "9007199254740992"],
    [Number.NaN, '"NaN"', "NaN"],
    [Number.NEGATIVE_INFINITY, '"-Infinity"', "-Infinity"],
    [-0, "-0", "-0"],
    [null, "null", ""],
    ["a\tb", '"a\\tb"', "a\tb"],
    [{ entries: [["__proto__", 1]] } as const, '{"__proto__":1}', '{"__proto__": 1}'],
  ])("%s", (value, json, cell) => {
    expect([jsonText(value), cellText(value)]).toEqual([json, cell]);
  });
});
