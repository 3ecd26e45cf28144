/** CSV of spreadsheets, databases and old programs: each file becomes a correct table or a clear error. */
import { describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { type Loaded, load as loadFile, type Refusal, refuse as refuseFile } from "./support/load-file.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const load = (content: string | Uint8Array, ...more: string[]): Promise<Loaded> =>
  loadFile(folder, "messy.csv", content, ...more);
const refuse = (content: string | Uint8Array, ...more: string[]): Promise<Refusal> =>
  refuseFile(folder, "messy.csv", content, ...more);

describe("the type of a column", () => {
  const column = async (...cells: string[]): Promise<[type: string | undefined, ...notes: string[]]> => {
    const { columns, notes } = await load(`a,b\n${cells.map((cell) => `"${cell}",x\n`).join("")}`);
    return [columns["a"], ...notes];
  };
  const because = (cell: string, line: number, reason: string, advice = ""): string =>
    `column "a" is text because "${cell}" in line ${line} ${reason}${advice}`;

  test("a column that began with numbers is text, with the line and the reason", async () => {
    expect(await column("1", "2.5", "n/a")).toEqual([
      "utf8",
      because("n/a", 4, "is not a number", "; --null n/a makes such cells null"),
    ]);
    expect(await column("abc", "1", "2")).toEqual(["utf8", because("abc", 2, "is not a number")]);
    expect(await column("x", "y", "1")).toEqual(["utf8"]);
    expect(await column("true", "False", "yes")).toEqual([
      "utf8",
      because("yes", 4, "is neither true nor false"),
    ]);
    expect(await column("[1, 2]", "x")).toEqual(["utf8", because("x", 3, "is not a list of numbers")]);
    expect(await column("true", "false", "1")).toEqual([
      "utf8",
      because("1", 4, "is an integer, while each cell before it is true or false"),
    ]);
    expect(await column("9007199254740993", "1.5")).toEqual([
      "utf8",
      because("1.5", 3, "is a number, while each cell before it is an integer beyond 2^53"),
    ]);
    expect(await column("1", "1e400")).toEqual([
      "utf8",
      because("1e400", 3, "is out of the range of float64"),
    ]);
    expect(await column("1", "9223372036854775808")).toEqual([
      "utf8",
      because("9223372036854775808", 3, "is out of the range of int64"),
    ]);
  });

  test.each([
    ["00501", "has leading zeros, which a number would lose"],
    ["1,234.50", "has thousands separators", "--thousands ,"],
    ["1.234.567,89", "has thousands separators", "--decimal , --thousands ."],
    ["1 234", "has thousands separators", '--thousands " "'],
    ["1,234", "has thousands separators", "--decimal , or --thousands ,"],
    ["3,14", "has a decimal comma", "--decimal ,"],
    ["5%", "has a percent sign"],
    ["$5.00", "has a currency sign"],
    ["+49", 'begins with "+"'],
  ])("%s never becomes a number in silence", async (cell, reason, options?: string) => {
    const advice = options === undefined ? "" : `; ${options} makes such cells numbers`;
    expect(await column(cell)).toEqual(["utf8", because(cell, 2, reason, advice)]);
  });

  test.each([
    [["9007199254740993", "-9223372036854775808"], "int64"],
    [["1", "2.0", "1e3", ".5", "5."], "float64"],
    [["1.5", "NaN", "inf", "-Infinity"], "float64"],
    [[" 1", "2 "], "int64"],
    [["TRUE", "False"], "bool"],
    [["yes", "no"], "utf8"],
    [["2024-01-31", "2024-02-01"], "utf8"],
    [["[1,2]", "[3,4]"], "float32[2]"],
  ])("%s", async (cells, type) => {
    expect(await column(...cells)).toEqual([type]);
  });

  test("lists of several lengths are not vectors, with the line", async () => {
    expect(await column("[1,2]", "[1,2,3]")).toEqual([
      "list<int64>",
      'column "a" contains lists, not vectors, because "[1,2,3]" in line 3 has 3 numbers, while each list before it has 2',
    ]);
  });

  test("values are those of the cells", async () => {
    const { rows } = await load("a,b\n9007199254740993,NaN\n 7 ,-inf\n,\n");
    expect(rows).toEqual([
      { a: "9007199254740993", b: "NaN" },
      { a: 7, b: "-Infinity" },
      { a: null, b: null },
    ]);
  });

  test("notes are printed to stderr for people", async () => {
    const { code, stdout, stderr } = await runPiped(
      ["create-table", "noted", "--from", `${folder.path}/messy.csv`, "--type", "b=utf8"],
      folder.environment,
    );
    expect([code, stdout.split("\n")[0], stderr]).toEqual([
      0,
      "table noted created: 3 rows, 2 columns, their types inferred",
      "",
    ]);
  });
});

describe("--null", () => {
  test("cells with these strings are null, like empty ones", async () => {
    const text = "a,b\n1,x\nNA,NA\n-,-\n,\n";
    const { columns, rows, notes } = await load(text, "--null", "NA", "--null", "-");
    expect([columns, notes]).toEqual([{ a: "int64", b: "utf8" }, []]);
    expect(rows).toEqual([
      { a: 1, b: "x" },
      { a: null, b: null },
      { a: null, b: null },
      { a: null, b: null },
    ]);
  });

  test("is for CSV", async () => {
    const { code, message } = await refuseFile(folder, "x.jsonl", '{"a":1}\n', "--null", "NA");
    expect([code, message]).toEqual([2, "--null is for CSV and TSV."]);
  });
});

describe("delimiters", () => {
  const two = { columns: { a: "int64", b: "utf8" }, rows: [{ a: 1, b: "x,y" }] };

  test.each([
    [";", "a;b\n1;x,y\n"],
    ["tab", "a\tb\n1\tx,y\n"],
    ["\\t", "a\tb\n1\tx,y\n"],
    ["|", "a|b\n1|x,y\n"],
    ["::", "a::b\n1::x,y\n"],
  ])("--delimiter %s", async (delimiter, text) => {
    expect(await load(text, "--delimiter", delimiter)).toMatchObject(two);
  });

  test(".tsv has tabs", async () => {
    expect(await loadFile(folder, "two.tsv", "a\tb\n1\tx,y\n")).toMatchObject(two);
    expect(await load("a\tb\n1\tx,y\n", "--format", "tsv")).toMatchObject(two);
  });

  test.each([
    ["a;b\n1;2\n", "semicolons", "--delimiter ';'"],
    ["a;b\n1,5;2\n", "semicolons", "--delimiter ';'"],
    ["a\tb\n1\t2\n", "tabs", "--delimiter tab"],
    ["a|b\n", "bars", "--delimiter '|'"],
  ])("%j is refused as one column that looks like many", async (text, many, typed) => {
    const { code, message, hint } = await refuse(text);
    expect([code, message]).toEqual([
      5,
      expect.stringMatching(`^it has one column, .*with ${many} between them\\.$`),
    ]);
    expect(hint).toContain(typed);
  });

  test("a file has one column if --delimiter says so", async () => {
    expect((await load("a;b\n1;2\n", "--delimiter", ",")).columns).toEqual({ "a;b": "utf8" });
  });

  test("a delimiter that does not occur is a usage error", async () => {
    expect((await refuse("a\n", "--delimiter", "")).code).toBe(2);
    expect((await refuse("a\n", "--delimiter", '"')).code).toBe(2);
  });
});

describe("lines", () => {
  const rows = [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
  ];

  test.each([
    ["LF", "a,b\n1,x\n2,y\n"],
    ["CRLF", "a,b\r\n1,x\r\n2,y\r\n"],
    ["CR", "a,b\r1,x\r2,y\r"],
    ["LF, then CRLF", "a,b\n1,x\r\n2,y\r\n"],
    ["CRLF, then LF", "a,b\r\n1,x\n2,y"],
    ["blank ones between", "\n\na,b\n\n1,x\n\n2,y\n\n"],
  ])("%s", async (_name, text) => {
    expect((await load(text)).rows).toEqual(rows);
  });

  test("line breaks and quotes within quotes", async () => {
    const { rows: read } = await load('a,"b ""c"""\n"1\r\n2","say ""hi"", then\nleave"\n');
    expect(read).toEqual([{ a: "1\r\n2", 'b "c"': 'say "hi", then\nleave' }]);
  });

  test.each([
    ["a,b\n1,2\n3\n", "line 3 has 1 cell, the first line has 2."],
    ["a,b\n1,2\n\n3,4,5\n", "line 4 has 3 cells, the first line has 2."],
    ['a,b\n"x\ny",2\n3\n', "line 4 has 1 cell, the first line has 2."],
    ['a,b\n1,"x\n2,y\n3,z\n', "line 2: a quote is never closed."],
    [
      'a,b\n"x"y,2\n',
      "line 2: the quote that closes a cell is followed by neither a delimiter nor the end of the line.",
    ],
    ['a,b\n1, "y"\n', "line 2: there is a space before the quote that opens a cell."],
    ["", "it is empty; the first line must contain the names of the columns."],
    ["\n\r\n\n", "it is empty; the first line must contain the names of the columns."],
    ["\ufeff", "it is empty; the first line must contain the names of the columns."],
    ["a,b,a\n", 'two columns are named "a".'],
    ["a, a \n", 'two columns are named "a".'],
    ["a,,c\n", "column 2 has no name in the first line."],
    ["a,b,\n1,2,\n", "column 3 has no name in the first line."],
  ])("%j is refused", async (text, message) => {
    expect(await refuse(text)).toMatchObject({ code: 5, message });
  });

  test("a file with only a first line is a table without rows, and a note is printed if it has numbers", async () => {
    expect(await load("a,b\n")).toEqual({
      columns: { a: "utf8", b: "utf8" },
      rows: [],
      notes: ["the file has no rows, so columns are text unless --type says otherwise"],
    });
    expect((await load("1,2\n3,4\n")).notes).toEqual([
      "the first line is used as the names of the columns, but contains only numbers",
    ]);
  });
});

describe("--type", () => {
  test("sets the type of a column", async () => {
    const text = [
      "zip,day,at,in_utc,price,small,v,yes,bytes,half,time,tags",
      '00501,2024-02-29,2024-01-31 12:00:00.25,2024-01-31T12:00:00+02:00,12.5,7.0,"[1, 2]",Yes,AP8=,0.1,23:59:59,"[""a""]"',
      '10001,1969-12-31,1969-12-31T23:59:59.999999,0,-0.05,-1,"[3, 4]",0,,nan,00:00,[]',
      ",,,,,,,,,,,",
    ].join("\n");
    const types = {
      zip: "string",
      day: "date32",
      at: "timestamp:us",
      in_utc: "timestamp[ms, UTC]",
      price: "decimal(10, 2)",
      small: "int8",
      v: "fixed_size_list:float:2",
      yes: "bool",
      bytes: "binary",
      half: "float16",
      time: "time32:s",
      tags: "list<utf8>",
    };
    const more = Object.entries(types).flatMap(([name, type]) => ["--type", `${name}=${type}`]);
    const { rows } = await load(text, ...more);
    expect(rows).toEqual([
      {
        zip: "00501",
        day: "2024-02-29",
        at: "2024-01-31T12:00:00.250000",
        in_utc: "2024-01-31T10:00:00.000Z",
        price: "12.50",
        small: 7,
        v: [1, 2],
        yes: true,
        bytes: "AP8=",
        half: 0.1,
        time: "23:59:59",
        tags: ["a"],
      },
      {
        zip: "10001",
        day: "1969-12-31",
        at: "1969-12-31T23:59:59.999999",
        in_utc: "1970-01-01T00:00:00.000Z",
        price: "-0.05",
        small: -1,
        v: [3, 4],
        yes: false,
        bytes: null,
        half: "NaN",
        time: "00:00:00",
        tags: [],
      },
      Object.fromEntries(Object.keys(types).map((name) => [name, null])),
    ]);
  });

  test.each([
    ["n/a", "--null n/a makes such cells null"],
    ["1,5", "--decimal , makes such cells numbers"],
    ["x", "correct the file"],
  ])("the advice for %s is of use", async (cell, advice) => {
    const { hint } = await refuse(`a,b\n"${cell}",y\n`, "--type", "a=float64");
    expect(hint).toBe(`${advice}; nothing was changed`);
  });

  test.each([
    ["int8", "128", "is out of the range of int8"],
    ["uint8", "-1", "is out of the range of uint8"],
    ["int64", "1.5", "is not a valid int64"],
    ["int64", "x", "is not a valid int64"],
    ["float32", "1e39", "is out of the range of float32"],
    ["float64", "1,5", "is not a valid float64: it has a decimal comma"],
    ["int64", "1,234", "is not a valid int64: it has thousands separators"],
    ["decimal(5, 2)", "5%", "is not a valid decimal128(5, 2): it has a percent sign"],
    ["bool", "maybe", "is neither true nor false"],
    ["date32", "31.01.2024", "is not a date such as 2024-12-31"],
    ["date32", "2023-02-29", "is not a day of the calendar"],
    ["timestamp:ms", "2024-01-31T12:00:00.1234", "has more than 3 decimal places of a second"],
    [
      "timestamp:us",
      "2024-01-31T12:00:00Z",
      "has a time zone, which the column lacks; use a type with a time zone, such as timestamp:us:UTC",
    ],
    [
      "timestamp:us:Europe/Berlin",
      "2024-01-31T12:00:00",
      "has no time zone; write Z for UTC, or an offset such as +02:00",
    ],
    ["decimal(5, 2)", "1.234", "has more decimal places than decimal128(5, 2)"],
    ["decimal(5, 2)", "1234", "has more digits than decimal128(5, 2)"],
    ["float32[2]", "[1]", "has 1 values, not 2"],
    ["float32[2]", "1 2", "is not a list such as [1, 2]"],
    ["binary", "a b", "is not Base64"],
  ])("%s refuses %s with its line", async (type, cell, reason) => {
    const { code, message } = await refuse(`a,b\n,x\n"${cell}",y\n`, "--type", `a=${type}`);
    expect([code, message]).toEqual([5, `line 3: "${cell}" in the column "a" ${reason}.`]);
  });

  test("an unknown type or column is a usage error", async () => {
    expect(await refuse("a\n1\n", "--type", "a=doubl")).toMatchObject({
      code: 2,
      message: 'There is no data type "doubl".',
      hint: expect.stringMatching(/^did you mean "double"\? allowed: .*duration.*float32\[128\]$/) as unknown,
    });
    expect(await refuse("a\n1\n", "--type", "b=int64")).toMatchObject({
      code: 2,
      message: expect.stringMatching(/^--type names the column "b", which .* lacks\.$/) as unknown,
    });
  });
});
