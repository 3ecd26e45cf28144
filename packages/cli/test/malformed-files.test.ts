/** JSON that fits no column type is rejected with its line, and so is a zero byte in a text file. */
import { describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { load, refuse } from "./support/load-file.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();

describe("JSON that fits no column type", () => {
  const refused = (content: string, ...more: string[]): ReturnType<typeof refuse> =>
    refuse(folder, "odd.jsonl", content, ...more);
  const nested = (levels: number, inner = "1"): string =>
    `{"a":${"[".repeat(levels)}${inner}${"]".repeat(levels)}}\n`;

  test.each([
    [nested(65), "line 1 is nested more than 64 levels deep."],
    [`{"a":1}\n${nested(200_000)}`, "line 2 is nested more than 64 levels deep."],
    [nested(20_000, "12345678901234567890"), "line 1 is nested more than 64 levels deep."],
    ['{"a":{"b":[1,"x"]}}\n', 'line 1: "a" contains values whose types do not fit into one list or field.'],
    ['{"a":1}\n{"a":{}}\n', 'line 2: "a" is an object, while it is an integer in the lines before.'],
    [
      '{"a":"x"}\n{"a":"\\ud800"}\n',
      'line 2: "\\ud800" in the column "a" contains half of a surrogate pair, which UTF-8 cannot express.',
    ],
  ])("case %#", async (content, message) => {
    expect(await refused(content)).toMatchObject({ code: 5, message });
  });

  test("it may be read as text", async () => {
    const { rows } = await load(folder, "odd.jsonl", '{"a":{"b":[1,"x"]}}\n', "--type", "a=utf8");
    expect(rows).toEqual([{ a: '{"b":[1,"x"]}' }]);
  });
});

describe("a zero byte", () => {
  const message = (line: number): string => `line ${line} contains a zero byte, so it is not UTF-8 text.`;

  test.each([
    ["odd.csv", "a,b\n1,\0\n", 2],
    ["odd.csv", `a,b\n${"1,x\n".repeat(200_000)}2,"y"\0\n`, 200_002],
    ["odd.jsonl", `${'{"a":1}\n'.repeat(100_000)}{"a":"\0"}\n`, 100_001],
  ])("%s, %#", async (name, content, line) => {
    expect(await refuse(folder, name, content)).toMatchObject({ code: 5, message: message(line) });
  });
});

test("a column whose name holds = gets its type", async () => {
  const { columns } = await load(folder, "odd.csv", "a=b,c\n1,2\n", "--type", "a=b=float32");
  expect(columns).toEqual({ "a=b": "float32", c: "int64" });
  expect(await refuse(folder, "odd.csv", "a\n1\n", "--type", "int64")).toMatchObject({
    code: 2,
    message: '--type takes COLUMN=TYPE, with a column before the "=".',
  });
});

describe("2,000 columns", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `c${index}`);
  const text = (cell: string): string => `${names.join(";")}\n${names.map(() => cell).join(";")}\n`;
  const words = ["--delimiter", ";"];

  test("a missing column is reported with the first existing ones", async () => {
    const { hint } = await refuse(folder, "wide.csv", text("1"), ...words, "--type", "nosuch=int64");
    expect(hint).toMatch(/^allowed: c0, .*, c39 and 1960 more$/);
  });

  test("notes are shown as the first ones and a count", async () => {
    await load(folder, "wide.csv", text("1,5"), ...words);
    const create = ["create-table", "noted", "--from", `${folder.path}/wide.csv`, ...words];
    const { stderr } = await runPiped(create, folder.environment);
    expect(stderr.match(/^note: /gm)).toHaveLength(10);
    expect(stderr).toContain("1990 more notes; --json shows all");
  });
});
