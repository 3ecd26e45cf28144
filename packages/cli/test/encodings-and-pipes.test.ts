/** Files in other encodings, JSON in its forms, pipes, and files in gzip. */
import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { RecordBatchFileWriter, tableFromArrays, tableToIPC } from "apache-arrow";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { type Loaded, load as loadFile, type Refusal, refuse as refuseFile } from "./support/load-file.ts";
import { programArguments } from "./support/program.ts";
import { jsonLines, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const load = (...[name, content, ...more]: InputFile): Promise<Loaded> =>
  loadFile(folder, name, content, ...more);
const refuse = (...[name, content, ...more]: InputFile): Promise<Refusal> =>
  refuseFile(folder, name, content, ...more);

type InputFile = [name: string, content: string | Uint8Array, ...more: string[]];

const cafes = {
  "cafe.csv": "name\ncafé\n",
  "cafe.tsv": "name\tid\ncafé\t1\n",
  "cafe.jsonl": '{"name":"café"}\n',
  "cafe.json": '[{"name":"café"}]\n',
};

describe("encodings", () => {
  test.each(Object.entries(cafes))(
    "%s in Latin-1 is rejected with its line, or read with --encoding",
    async (name, text) => {
      const bytes = Buffer.from(text, "latin1");
      const { code, message, hint } = await refuse(name, bytes);
      const line = text.slice(0, text.indexOf("é")).split("\n").length;
      expect([code, message]).toEqual([5, `line ${line} is not UTF-8: it contains the byte 0xe9.`]);
      expect(hint).toContain("--encoding windows-1252");
      expect((await load(name, bytes, "--encoding", "latin1")).rows).toMatchObject([{ name: "café" }]);
    },
  );

  test.each([
    ["utf-8", [0xef, 0xbb, 0xbf]],
    ["utf-16le", [0xff, 0xfe]],
    ["utf-16be", [0xfe, 0xff]],
  ])("%s is recognized by its byte order mark", async (encoding, prefix) => {
    for (const [name, text] of Object.entries(cafes)) {
      const bytes = encoding === "utf-8" ? Buffer.from(text) : Buffer.from(text, "utf16le");
      if (encoding === "utf-16be") bytes.swap16();
      expect((await load(name, Buffer.concat([Buffer.from(prefix), bytes]))).rows).toMatchObject([
        { name: "café" },
      ]);
    }
  });

  test.each([
    ["windows-1252", [0x80, 0x92], "€’"],
    ["iso-8859-15", [0xa4], "€"],
    ["cp437", [0x82], "é"],
    ["macroman", [0x8e], "é"],
    ["shift_jis", [0x93, 0xfa, 0x96, 0x7b], "日本"],
    ["gb18030", [0xd6, 0xd0, 0x94, 0x39, 0xda, 0x33], "中💩"],
    ["koi8-r", [0xc4, 0xc1], "да"],
  ])("--encoding %s", async (encoding, bytes, text) => {
    const content = Buffer.concat([Buffer.from("name\n"), Buffer.from(bytes), Buffer.from("\n")]);
    expect((await load("other.csv", content, "--encoding", encoding)).rows).toEqual([{ name: text }]);
  });

  test("bytes that the encoding does not have are rejected with their line", async () => {
    const bytes = Buffer.concat([Buffer.from("name\na\n"), Buffer.from([0x81]), Buffer.from("\n")]);
    expect(await refuse("odd.csv", bytes, "--encoding", "windows-1252")).toMatchObject({
      code: 5,
      message: "line 3 contains bytes that are invalid in windows-1252.",
    });
    const odd = Buffer.concat([Buffer.from("name\n", "utf16le"), Buffer.from([0, 0xd8, 10, 0])]);
    expect((await refuse("odd.csv", odd, "--encoding", "utf-16le")).code).toBe(5);
  });

  test("an invalid byte of a large file is reported by its line, and a character across two chunks is intact", async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index},ééééé`).join("\n");
    const good = Buffer.from(`id,name\n${lines}\n`);
    expect(good.length).toBeGreaterThan(3 * 2 ** 18);
    await writeFile(join(folder.path, "large.csv"), good);
    const created = await runPiped(
      ["create-table", "large", "--from", join(folder.path, "large.csv")],
      folder.environment,
    );
    expect([created.code, created.stderr]).toEqual([0, ""]);
    const bad = Buffer.concat([good, Buffer.from("60000,"), Buffer.from([0xc3, 0x28]), Buffer.from("\n")]);
    expect((await refuse("large.csv", bad)).message).toBe(
      "line 60002 is not UTF-8: it contains the byte 0xc3.",
    );
  });

  test("UTF-16 without a byte order mark is not read as UTF-8", async () => {
    const bytes = Buffer.from("name\ncafe\n", "utf16le");
    const { code, message, hint } = await refuse("bare.csv", bytes);
    expect([code, message]).toEqual([5, "line 1 contains a zero byte, so it is not UTF-8 text."]);
    expect(hint).toContain("--encoding utf-16le");
    expect((await load("bare.csv", bytes, "--encoding", "utf-16le")).rows).toEqual([{ name: "cafe" }]);
  });

  test("an unknown encoding, or one for a format that has none, is a usage error", async () => {
    expect(await refuse("a.csv", "a\n1\n", "--encoding", "windows-1253x")).toMatchObject({
      code: 2,
      message: 'There is no encoding "windows-1253x".',
    });
    expect((await refuse("a.arrow", "", "--encoding", "latin1")).code).toBe(2);
  });
});

describe("JSON", () => {
  const rows = [
    { a: 1, b: { c: "x,]}" } },
    { a: 2, b: { c: 'y"\\' } },
  ];

  test.each([
    ["a list", JSON.stringify(rows)],
    ["a list over many lines", JSON.stringify(rows, undefined, 2)],
    ["objects one after the other", rows.map((row) => JSON.stringify(row, undefined, 1)).join("\n")],
    ["one object a line", rows.map((row) => JSON.stringify(row)).join("\n")],
  ])("%s", async (_name, text) => {
    expect((await load("rows.json", text)).rows).toEqual(rows);
  });

  test("numbers are exact up to 64 bits", async () => {
    const { columns, rows: read } = await load(
      "long.jsonl",
      '{"a":9223372036854775807,"b":0.1}\n{"a":1,"b":1}\n',
    );
    expect(columns).toEqual({ a: "int64", b: "float64" });
    expect(read).toEqual([
      { a: "9223372036854775807", b: 0.1 },
      { a: 1, b: 1 },
    ]);
  });

  test("a line separator within a string does not end a line", async () => {
    expect((await load("lines.jsonl", '{"a":"x\u2028y"}\r\n{"a":"z"}\r\n')).rows).toEqual([
      { a: "x\u2028y" },
      { a: "z" },
    ]);
  });

  test("--type sets the type of a column", async () => {
    const text = '{"id":"7","v":[1,2],"at":"2024-01-31T00:00:00Z"}\n{"id":8,"v":null}\n';
    const types = ["--type", "id=int32", "--type", "v=float16[2]", "--type", "at=timestamp:s:UTC"];
    expect((await load("typed.jsonl", text, ...types)).rows).toEqual([
      { id: 7, v: [1, 2], at: "2024-01-31T00:00:00Z" },
      { id: 8, v: null, at: null },
    ]);
    expect((await load("typed.jsonl", '{"a":1}\n{"a":"x"}\n', "--type", "a=utf8")).rows).toEqual([
      { a: "1" },
      { a: "x" },
    ]);
  });

  test.each([
    ["x.json", "", "it contains no rows, so it has no columns."],
    ["x.json", "[]", "it contains no rows, so it has no columns."],
    ["x.json", '[{"a":1},\n{"a":2}', "line 2: the array is not closed; the end of the file may be missing."],
    ["x.json", '[{"a":1}]\n{"a":2}', "line 2: the end of the array is followed by more text."],
    ["x.json", '[{"a":1},\n7]', "line 2 is not a JSON object."],
    ["x.json", '{"a":1}\n}', "line 2: a closing bracket has no opening bracket."],
    ["x.json", '[{"a":1},\n{"a":x}]', "line 2 is not valid JSON."],
    [
      "x.jsonl",
      '{"a":1}\n{"a":NaN}\n',
      "line 2 is not valid JSON: it contains NaN, which JSON does not have.",
    ],
    ["x.jsonl", '{"a":18446744073709551615}\n', 'line 1: "a" is a number that no column type can store.'],
    ["x.jsonl", '{"a":1e400}\n', 'line 1: "a" is a number that no column type can store.'],
    [
      "x.jsonl",
      '{"a":9007199254740993}\n{"a":1.5}\n',
      'line 2: "a" is a number, while it is an integer beyond 2^53 in the lines before.',
    ],
  ])("%s %j is refused", async (name, text, message) => {
    expect(await refuse(name, text)).toMatchObject({ code: 5, message });
  });
});

describe("pipes", () => {
  const rows = [
    { id: 1, name: "a" },
    { id: 2, name: "b" },
  ];
  const table = tableFromArrays({ id: Int32Array.of(1, 2), name: ["a", "b"] });
  const files: Readonly<Record<string, string | Uint8Array>> = {
    csv: "id,name\n1,a\n2,b\n",
    tsv: "id\tname\n1\ta\n2\tb\n",
    jsonl: rows.map((row) => JSON.stringify(row)).join("\n"),
    json: JSON.stringify(rows),
    arrow: RecordBatchFileWriter.writeAll(table).toUint8Array(true),
    parquet: writeParquet(WasmTable.fromIPCStream(tableToIPC(table, "stream"))),
  };

  beforeAll(async () => {
    await mkdir(join(folder.path, "tmp"));
    for (const [format, content] of Object.entries(files)) {
      await writeFile(join(folder.path, `rows.${format}`), content);
      await writeFile(join(folder.path, `rows.${format}.gz`), gzipSync(content));
    }
  });

  const inShell = (line: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync("bash", ["-c", `set -o pipefail; ${line}`], {
      encoding: "utf8",
      cwd: folder.path,
      env: {
        ...folder.environment,
        TMPDIR: join(folder.path, "tmp"),
        LT: [process.execPath, ...programArguments].join(" "),
      },
    });
  const left = (): Promise<string[]> => readdir(join(folder.path, "tmp"));
  const query = async (name: string): Promise<unknown[]> =>
    jsonLines((await runPiped(["query", name, "--json"], folder.environment)).stdout);

  test.each(Object.keys(files))("%s", async (format) => {
    const ways = {
      dash: `cat rows.${format} | $LT create-table dash_${format} --from - --format ${format}`,
      device: `cat rows.${format} | $LT create-table device_${format} --from /dev/stdin --format ${format}`,
      process: `$LT create-table process_${format} --format ${format} --from <(cat rows.${format})`,
      fifo: `mkfifo f.${format}; cat rows.${format} > f.${format} & $LT create-table fifo_${format} --from f.${format}`,
      gzip: `$LT create-table gzip_${format} --from rows.${format}.gz`,
    };
    for (const [way, line] of Object.entries(ways)) {
      expect(inShell(line), line).toMatchObject({ status: 0, stderr: "" });
      expect(await query(`${way}_${format}`), way).toEqual(rows);
    }
    expect(await left()).toEqual([]);
  });

  test("the copy is removed when the rows are rejected, and when the command is interrupted", async () => {
    expect(inShell(`printf 'a,b\\n1\\n' | $LT create-table bad --from - --format csv`)).toMatchObject({
      status: 5,
      stderr: expect.stringMatching(/^error: standard input: line 2 has 1 cell/) as unknown,
    });
    // The shell keeps one pipe open and no process opens the other: only the signal ends the commands.
    const begun = [
      "mkfifo held; exec 9<>held; $LT create-table bad --from - --format csv <held 9>&-",
      "mkfifo lonely; $LT create-table bad --from lonely --format csv",
    ];
    for (const command of begun) {
      const line = `${command} & pid=$!; while [ -z "$(ls "$TMPDIR")" ]; do sleep 0.1; done; kill -TERM $pid; wait $pid`;
      const { status, stderr } = inShell(line);
      expect([130, 143]).toContain(status);
      expect(stderr).toBe("Interrupted.\n");
    }
    expect(await left()).toEqual([]);
  });

  test.each([
    ["-", 2, "The format of the standard input is unknown."],
    ["rows.nothing.csv", 3, "There is no file rows.nothing.csv (ENOENT)."],
    ["/dev/zero --format csv", 3, "/dev/zero is a device, not a file."],
    ["tmp --format csv", 3, "tmp is a folder, not a file."],
    [
      "/dev/null --format csv",
      5,
      "/dev/null: it is empty; the first line must contain the names of the columns.",
    ],
  ])("--from %s is refused", (words, status, message) => {
    const result = inShell(`$LT create-table refused --from ${words}`);
    expect([result.status, result.stderr.split("\n")[0]]).toEqual([status, `error: ${message}`]);
  });

  test.each([
    ["sheet.xlsx.csv", [0x50, 0x4b, 3, 4, 0, 0], "it is a ZIP archive or an Excel workbook."],
    [
      "cut.csv.gz",
      [...gzipSync("a,b\n1,2\n").subarray(0, 20)],
      "it is a damaged gzip file; its end may be missing.",
    ],
    ["rows.csv", [0x28, 0xb5, 0x2f, 0xfd, 0], "it is a zstd archive."],
  ])("%s is refused by what it is", async (name, bytes, message) => {
    expect(await refuse(name, Uint8Array.from(bytes))).toMatchObject({ code: 5, message });
  });
});
