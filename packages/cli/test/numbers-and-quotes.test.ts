/** CSV with numbers, quotes and lists as other countries and programs write them. */
import { describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { type Loaded, load as loadFile, type Refusal, refuse as refuseFile } from "./support/load-file.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const load = (content: string, ...more: string[]): Promise<Loaded> =>
  loadFile(folder, "numbers.csv", content, ...more);
const refuse = (content: string, ...more: string[]): Promise<Refusal> =>
  refuseFile(folder, "numbers.csv", content, ...more);

const semicolon = ["--delimiter", ";"];
const comma = ["--decimal", ","];
const german = [...comma, "--thousands", "."];
/** A file with one column `a` and these cells. */
const cellsOf = (...cells: string[]): string => `a;b\n${cells.map((cell) => `${cell};x\n`).join("")}`;

describe("--decimal and --thousands", () => {
  test.each([
    [
      ["3,14", "-0,5", ",5", "2", "1e3", "1,5e-1", "NaN"],
      comma,
      ["float64", 3.14, -0.5, 0.5, 2, 1000, 0.15, "NaN"],
    ],
    [["1.234.567,89", "12", "1.000"], german, ["float64", 1234567.89, 12, 1000]],
    [["1.234", "12", "-1.000.000"], german, ["int64", 1234, 12, -1000000]],
    [["9.007.199.254.740.993"], german, ["int64", "9007199254740993"]],
    [
      ["1,234.5", "1,234"],
      ["--thousands", ","],
      ["float64", 1234.5, 1234],
    ],
    [
      ["1 234", "1\u00a0234", "1\u202f234,5"],
      [...comma, "--thousands", "space"],
      ["float64", 1234, 1234, 1234.5],
    ],
    [
      ["1'234.5", "1’234"],
      ["--thousands", "'"],
      ["float64", 1234.5, 1234],
    ],
    [
      ["1_000", "1"],
      ["--thousands", "_"],
      ["int64", 1000, 1],
    ],
    [["007", "1,5"], comma, ["utf8", "007", "1,5"]],
  ])("%j with %j", async (cells, options, expected) => {
    const { columns, rows } = await load(cellsOf(...cells), ...semicolon, ...options);
    expect([columns["a"], ...(rows as { a: unknown }[]).map(({ a }) => a)]).toEqual(expected);
  });

  test.each([
    ["1.5", comma, "--decimal ,"],
    ["1,234.5", comma, "--decimal ,"],
    ["1.5", german, "--decimal , --thousands ."],
    ["12,34", ["--thousands", ","], "--thousands ,"],
    ["1,2345", ["--thousands", ","], "--thousands ,"],
  ])("%s with %j never becomes another number", async (cell, options, said) => {
    const text = cellsOf(cell);
    const { columns, notes } = await load(text, ...semicolon, ...options);
    expect(columns["a"]).toBe("utf8");
    expect(notes[0]).toContain(
      `column "a" is text because "${cell}" in line 2 is not a number in the format of ${said}`,
    );
    const { message } = await refuse(text, ...semicolon, "--type", "a=float64", ...options);
    expect(message).toBe(`line 2: "${cell}" in the column "a" is not a number in the format of ${said}.`);
  });

  test("dates, strings and lists are unchanged; --type and insert read numbers the same way", async () => {
    const text = "a;day;p;n;t;v\n1,5;31.01.2024;1.234,5;7;x,y;[0.5, 1]\n;;;;;\n";
    const types = ["--type", "p=decimal(10, 2)", "--type", "n=int32"];
    const { columns, rows, notes } = await load(text, ...semicolon, ...german, ...types);
    expect([columns, notes]).toEqual([
      { a: "float64", day: "utf8", p: "decimal128(10, 2)", n: "int32", t: "utf8", v: "float32[2]" },
      [],
    ]);
    expect(rows[0]).toEqual({ a: 1.5, day: "31.01.2024", p: "1234.50", n: 7, t: "x,y", v: [0.5, 1] });
    const run = (...words: string[]): ReturnType<typeof runPiped> =>
      runPiped([...words, "--from", `${folder.path}/numbers.csv`, ...semicolon], folder.environment);
    expect(await run("create-table", "prices", ...german, "--type", "p=float64")).toMatchObject({ code: 0 });
    expect(await run("insert", "prices", ...german)).toMatchObject({ code: 0 });
    expect((await run("insert", "prices", ...comma)).stderr).toContain(
      'line 2: "1.234,5" in the column "p" is not a number in the format of --decimal ,.\nnext:  --decimal , --thousands . makes such cells numbers; nothing was changed',
    );
  });

  test("invalid values are usage errors", async () => {
    expect((await refuse("a\n1\n", "--thousands", "x")).message).toBe(
      "--thousands must be one of , . ' _ and space.",
    );
    expect(await refuse("a\n1\n", "--thousands", ".")).toMatchObject({ code: 2, hint: "add --decimal ," });
    expect((await refuse("a\n1\n", "--decimal", ";")).code).toBe(2);
    const json = await refuseFile(folder, "x.jsonl", '{"a":"1,5"}\n', "--decimal", ",");
    expect([json.code, json.message]).toEqual([2, "--decimal is for CSV and TSV."]);
  });

  test("hints for CSV are not given for JSON", async () => {
    const { hint } = await refuseFile(folder, "x.jsonl", '{"a":"n/a"}\n', "--type", "a=float64");
    expect(hint).toBe("correct the file; nothing was changed");
  });

  test.each([
    [["1,234", "2,5"], "--decimal , makes such cells numbers"],
    [["1,234", "1.5"], "--thousands , makes such cells numbers"],
    [["1,234", "1.234,5"], "--decimal , --thousands . makes such cells numbers"],
    [["1,5", "1.5"], undefined],
  ])("the note for %j names the options that fit all cells", async (cells, advice) => {
    const { notes } = await load(cellsOf(...cells), ...semicolon);
    expect(notes[0]?.split("; ")[1]).toBe(advice);
  });
});

describe("quotes", () => {
  const column = ({ rows }: Loaded): string[] => (rows as { b: string }[]).map(({ b }) => b);

  test.each([
    ['a,b\n1,5" disk\n2,"x, ""y"""\n3,"z"\n', ['5" disk', 'x, "y"', "z"]],
    ['a,b\n1,x"y"\n2,"line\nbreak"\n3,x""y\n', ['x"y"', "line\nbreak", 'x""y']],
    ['a,b\n1,"""x"\n2,y"\n', ['"x', 'y"']],
  ])("one within a cell stands for itself: %j", async (text, cells) => {
    expect(column(await load(text))).toEqual(cells);
    const tabs = text.replaceAll(/,(?! )/g, "\t");
    expect(column(await loadFile(folder, "numbers.tsv", tabs))).toEqual(cells);
  });

  test("in a file of one column, too", async () => {
    const { rows } = await load('a\n5" disk\n""\n\nx\n');
    expect(rows).toEqual([{ a: '5" disk' }, { a: null }, { a: "x" }]);
  });

  test.each([
    [
      'a,b\n1,5"\n2,"x"y\n',
      "line 3: the quote that closes a cell is followed by neither a delimiter nor the end of the line.",
    ],
    ['a,b\n1,5"\n2, "x"\n', "line 3: there is a space before the quote that opens a cell."],
    ['a,b\n1,5"\n2,"x\ny,z\n', "line 3: a quote is never closed."],
    ['a,b\n1,5"\n"x\ny",2,3\n', "line 4 has 3 cells, the first line has 2."],
  ])("%j is refused", async (text, message) => {
    const { code, message: said, hint } = await refuse(text);
    expect([code, said]).toEqual([5, message]);
    expect(hint.includes("if the file does not use quoting, add --quote none")).toBe(message.includes(":"));
  });

  test("--quote none reads quotes as characters, --quote sets another character", async () => {
    const text = 'a\tb\n1\t"x\n2\tx"y"\n3\t""\n';
    const plain = await loadFile(folder, "plain.tsv", text, "--quote", "none");
    expect(column(plain)).toEqual(['"x', 'x"y"', '""']);
    const single = await load("a,b\n1,'x, ''y'''\n2,\"z\"\n", "--quote", "'");
    expect(column(single)).toEqual(["x, 'y'", '"z"']);
    for (const bad of ["''", ",", "", "\n"]) {
      expect(await refuse("a\n", "--quote", bad)).toMatchObject({
        code: 2,
        message: '--quote takes one character, such as "\'", or none.',
      });
    }
  });
});

describe("the line that sets the delimiter for Excel", () => {
  const rows = [
    { a: 1, b: "x,y" },
    { a: 2, b: "z" },
  ];

  test.each([
    "sep=;\na;b\n1;x,y\n2;z\n",
    "sep=;\r\na;b\r\n1;x,y\r\n2;z\r\n",
    "SEP=;\ra;b\r1;x,y\r2;z\r",
    '"sep=;"\na;b\n1;x,y\n2;z\n',
    "\ufeffsep=;\na;b\n1;x,y\n2;z\n",
    "sep=\t\na\tb\n1\tx,y\n2\tz\n",
    "sep=|\na|b\n1|x,y\n2|z\n",
    'sep=,\na,b\n1,"x,y"\n2,z\n',
  ])("%j", async (text) => {
    expect((await load(text)).rows).toEqual(rows);
  });

  test("lines are still counted from the first, and --delimiter takes precedence", async () => {
    expect((await refuse("sep=;\na;b\n1;2;3\n")).message).toBe("line 3 has 3 cells, the first line has 2.");
    expect((await refuse('sep=;\na;b\n1;"2\n')).message).toBe("line 3: a quote is never closed.");
    expect((await load("sep=;\na|b\n1|x,y\n2|z\n", "--delimiter", "|")).rows).toEqual(rows);
    expect((await refuse("sep=;\n")).message).toBe(
      "it is empty; the first line must contain the names of the columns.",
    );
    expect((await load("sep=1\n2\n")).columns).toEqual({ "sep=1": "int64" });
  });
});

describe("lists as Python and NumPy print them", () => {
  test.each([
    "[0.5 2. ]",
    "[0.5, 2.]",
    "[np.float32(0.5), np.float32(2.0)]",
    "[ 5.e-01\n  2.e+00]",
    " [0.5,2] ",
  ])("%j is a vector", async (cell) => {
    const text = `id,v\n1,"${cell}"\n`;
    const { columns, rows } = await load(text);
    expect([columns["v"], rows]).toEqual(["float32[2]", [{ id: 1, v: [0.5, 2] }]]);
    expect((await load(text, "--type", "v=float64[2]")).rows).toEqual([{ id: 1, v: [0.5, 2] }]);
  });

  test("a list that NumPy shortened is rejected as a vector, and otherwise is text with the reason", async () => {
    const text = 'id,v\n1,"[0.1 0.2 ... 0.9]"\n';
    const reason = "is incomplete, because NumPy leaves out numbers when it prints a long list";
    expect((await load(text)).notes).toEqual([
      `column "v" is text because "[0.1 0.2 ... 0.9]" in line 2 ${reason}`,
    ]);
    expect((await refuse(text, "--type", "v=float32[3]")).message).toBe(
      `line 2: "[0.1 0.2 ... 0.9]" in the column "v" ${reason}.`,
    );
  });

  test.each(["[a b]", "[1 2", "[]x", "[1,,2]", "[nan 1.]"])("%j stays text", async (cell) => {
    expect((await load(`id,v\n1,"${cell}"\n`)).columns["v"]).toBe("utf8");
  });
});

test("the index that pandas writes has no name, and the error says how to omit it", async () => {
  const { message, hint } = await refuse(",a\n0,1\n");
  expect(message).toBe("column 1 has no name in the first line.");
  expect(hint).toContain("to_csv(index=False)");
});
