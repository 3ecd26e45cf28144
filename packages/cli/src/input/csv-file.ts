import { Field } from "apache-arrow-21";
import { nullHint } from "./csv-cells.ts";
import { CsvColumn } from "./csv-column.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { toUtf8 } from "./decode-text.ts";
import { encodeRows, type Row } from "./encode-rows.ts";
import { arrowType } from "./inferred-type.ts";
import type { InputFile } from "./input-file.ts";
import { invalidFile } from "./invalid-file.ts";
import { knownColumns } from "./known-columns.ts";
import { formatHint, matchingFormats } from "./number-format.ts";
import { type OutputColumn, outputColumns, readValue } from "./output-columns.ts";
import { readFileBytes } from "./read-file-bytes.ts";
import type { OpenRowsOptions, RowSource } from "./row-source.ts";
import { findSeparatorLine, skipBytes } from "./separator-line.ts";
import type { Stored } from "./stored-value.ts";

/**
 * A CSV file with names in its first line. It is read twice: for the types of the columns, and for the rows. Empty
 * cells are null; a column is text unless all its cells are true or false, numbers, or lists of numbers in brackets,
 * or its type is given.
 */
export async function openCsv(file: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  const { text } = options;
  const whole = (): AsyncGenerator<Uint8Array> =>
    toUtf8(file.name, readFileBytes(file.path, options), text.encoding);
  const separator = await findSeparatorLine(whole());
  const delimiter = text.delimiter ?? separator?.delimiter ?? (options.format === "tsv" ? "\t" : ",");
  const source = {
    name: file.name,
    open: () => (separator ? skipBytes(whole(), separator.byteLength) : whole()),
    linesBefore: separator ? 1 : 0,
  };
  const dialect = { delimiter, quote: text.quote === undefined ? '"' : text.quote };
  const records = (): AsyncGenerator<CsvRecord> => csvRecords(source, dialect);
  const isNull = nullTest(text.nulls);

  let names: readonly string[] | undefined;
  let known: ReturnType<typeof knownColumns> = new Map();
  let inferred: CsvColumn[] = [];
  let rowCount = 0;
  for await (const { cells, line } of records()) {
    if (names === undefined) {
      names = checkedNames(file.name, cells);
      if (text.delimiter === undefined) refuseOneColumn(file.name, names, delimiter);
      known = knownColumns(file.name, names, text);
      inferred = names.map((name) => new CsvColumn(name, text.numbers));
      continue;
    }
    rowCount += 1;
    for (const [index, name] of names.entries()) {
      const cell = cells[index] ?? "";
      if (isNull(cell)) continue;
      const column = known.get(name);
      if (column) cellAt(file.name, column, cell, line);
      else inferred[index]?.add(cell, line);
    }
  }
  if (names === undefined) {
    throw invalidFile(file.name, "it is empty; the first line must contain the names of the columns.");
  }
  const found = names.map(
    (name, index) =>
      known.get(name)?.field ??
      new Field(name, arrowType(inferred[index]?.type ?? { kind: "nothing" }), true),
  );
  const columns = outputColumns(file.name, found, text);
  async function* rows(): AsyncGenerator<Row> {
    let isFirst = true;
    for await (const { cells, line } of records()) {
      if (!isFirst) {
        yield columns.map((column) => {
          const cell = column.index === undefined ? "" : (cells[column.index] ?? "");
          return isNull(cell) ? null : cellAt(file.name, column, cell, line);
        });
      }
      isFirst = false;
    }
  }
  const guessed = names.filter((name) => !known.has(name));
  const notes = [
    ...(guessed.length > 0 ? notesOn(names, rowCount) : []),
    ...inferred.flatMap((column) => column.note() ?? []),
  ];
  return {
    inferred: guessed.length > 0,
    notes: () => notes,
    data: encodeRows(
      columns.map(({ field }) => field),
      rows(),
    ),
  };
}

function cellAt(
  file: string,
  column: Pick<OutputColumn, "field" | "read">,
  cell: string,
  line: number,
): Stored {
  return readValue(file, column, cell, line, () => nullHint(cell) ?? formatHint(matchingFormats(cell)));
}

/** Empty cells are null in any case. */
function nullTest(nulls: readonly string[]): (cell: string) => boolean {
  const nullStrings = new Set(["", ...nulls]);
  return (cell) => nullStrings.has(cell) || (cell.length < 64 && nullStrings.has(cell.trim()));
}

function checkedNames(file: string, cells: readonly string[]): readonly string[] {
  const names = cells.map((name) => name.trim());
  const empty = names.indexOf("");
  if (empty >= 0) {
    const pandas = empty === 0 ? "; pandas leaves its index out with to_csv(index=False)" : "";
    throw invalidFile(
      file,
      `column ${empty + 1} has no name in the first line.`,
      undefined,
      `give it a name in the file${pandas}; nothing was changed`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidFile(file, `two columns are named "${twice}".`);
  return names;
}

const delimiters = [
  { delimiter: ";", many: "semicolons", typed: "--delimiter ';'" },
  { delimiter: "\t", many: "tabs", typed: "--delimiter tab" },
  { delimiter: "|", many: "bars", typed: "--delimiter '|'" },
  { delimiter: ",", many: "commas", typed: "--delimiter ," },
];

/** A single column whose name contains another delimiter probably means that the delimiter is wrong. */
function refuseOneColumn(file: string, names: readonly string[], delimiter: string): void {
  const [name = ""] = names;
  const other = names.length === 1 ? delimiters.find((one) => name.includes(one.delimiter)) : undefined;
  if (!other || other.delimiter === delimiter) return;
  const own = delimiter === "\t" ? "tab" : delimiter;
  throw invalidFile(
    file,
    `it has one column, "${name}", which looks like several columns with ${other.many} between them.`,
    undefined,
    `add ${other.typed}, or --delimiter ${own} if it is one column; nothing was changed`,
  );
}

function notesOn(names: readonly string[], rowCount: number): string[] {
  const notes: string[] = [];
  if (rowCount === 0) notes.push("the file has no rows, so columns are text unless --type says otherwise");
  if (names.every((name) => /^[+-]?[\d.]+$/.test(name))) {
    notes.push("the first line is used as the names of the columns, but contains only numbers");
  }
  return notes;
}
