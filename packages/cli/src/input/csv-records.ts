import { pipeline, Readable } from "node:stream";
import { type Options, parse } from "csv-parse";
import { pluralize } from "../output/pluralize.ts";
import type { CsvDialect } from "./csv-dialect.ts";
import { csvFileError, isCsvError, isDetectedLate } from "./csv-file-error.ts";
import { invalidFile } from "./invalid-file.ts";

/** A line of a CSV file, or several lines if a quoted cell contains line breaks. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line of the file that it ends in, from 1. */
  readonly line: number;
}

/** A file of CSV. */
export interface CsvSource {
  /** As it was named on the command line. */
  readonly name: string;
  /** Starts to read it, converted to UTF-8. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** The number of lines at its beginning that `open` skips. */
  readonly linesBefore: number;
}

/** A quote that is never closed would take the rest of the file into memory. */
const maxRecordSize = 2 ** 26;

/**
 * The records of a CSV file, without blank lines. In a cell that does not begin with a quote, a quote is an ordinary
 * character, as in other readers. Rejects for invalid CSV and for a record with another number of cells than the
 * first line; the error names the line.
 */
export async function* csvRecords(source: CsvSource, dialect: CsvDialect): AsyncGenerator<CsvRecord> {
  const { name, linesBefore } = source;
  let length: number | undefined;
  let isLoose = false;
  let count = 0;
  const explained = async (error: unknown): Promise<unknown> => {
    if (!isCsvError(error)) return error;
    const line = isDetectedLate(error) ? (await lastEnd(source, dialect, isLoose)) + 1 : error.lines;
    return csvFileError(name, error.code, line === undefined ? undefined : linesBefore + line, error);
  };
  async function* checked(records: AsyncIterable<CsvRecord>, known: number): AsyncGenerator<CsvRecord> {
    let index = 0;
    for await (const { cells, line } of records) {
      index += 1;
      if (index <= known) continue;
      const record = { cells, line: linesBefore + line };
      length ??= cells.length;
      if (cells.length !== length) throw wrongCellCount(name, record, length);
      count = index;
      yield record;
    }
  }
  try {
    yield* checked(strictRecords(source, dialect), 0);
  } catch (error) {
    if (!isCsvError(error) || error.code !== "INVALID_OPENING_QUOTE") throw await explained(error);
    isLoose = true;
    try {
      // Both readers return the same records up to this one.
      yield* checked(looseRecords(source, dialect), count);
    } catch (cause) {
      throw await explained(cause);
    }
  }
}

/**
 * Counts the lines itself: csv-parse takes twice as long when it reports them. In a file with one column, only
 * csv-parse can distinguish an empty quoted cell from a blank line.
 */
async function* strictRecords(source: CsvSource, dialect: CsvDialect): AsyncGenerator<CsvRecord> {
  let line = 0;
  let isFirst = true;
  for await (const cells of parseCsv<readonly string[]>(source, dialect)) {
    line += 1;
    for (const cell of cells) line += breaksIn(cell);
    const isOne = cells.length === 1;
    if (isOne && cells[0] === "") continue;
    if (isFirst && isOne) {
      yield* oneColumn(source, dialect);
      return;
    }
    isFirst = false;
    yield { cells, line };
  }
}

async function* oneColumn(source: CsvSource, dialect: CsvDialect): AsyncGenerator<CsvRecord> {
  for await (const { record: cells, info } of parseCsv<ParsedRecord>(source, dialect, skipping)) {
    yield { cells, line: info.lines };
  }
}

/**
 * Keeps a quote inside of a cell as a character. A quote after nothing but spaces, or after the quote that closes the
 * cell, is an error.
 */
async function* looseRecords(source: CsvSource, dialect: CsvDialect): AsyncGenerator<CsvRecord> {
  const quote = dialect.quote ?? "";
  const options = { ...skipping, raw: true, relax_quotes: true };
  for await (const { record: cells, info, raw } of parseCsv<RawRecord>(source, dialect, options)) {
    const bad = cells.find(
      (cell) =>
        cell.trimStart().startsWith(quote) &&
        !raw.includes(`${quote}${cell.replaceAll(quote, quote + quote)}${quote}`),
    );
    if (bad !== undefined) {
      const code = bad.startsWith(quote) ? "CSV_INVALID_CLOSING_QUOTE" : "SPACE_BEFORE_QUOTE";
      throw csvFileError(source.name, code, source.linesBefore + info.lines);
    }
    yield { cells, line: info.lines };
  }
}

const skipping = { skip_empty_lines: true, info: true };

/** A record with its details, as csv-parse returns it. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Also with the text of the record in the file. */
interface RawRecord extends ParsedRecord {
  readonly raw: string;
}

/** The line in which the last complete record ends. */
async function lastEnd(source: CsvSource, dialect: CsvDialect, isLoose: boolean): Promise<number> {
  let end = 0;
  const on_record = (record: string[], { lines }: { lines: number }): string[] => {
    end = lines;
    return record;
  };
  try {
    for await (const record of parseCsv(source, dialect, { on_record, relax_quotes: isLoose })) void record;
  } catch (error) {
    if (!isCsvError(error)) throw error;
  }
  return end;
}

function parseCsv<Item>(
  { open }: CsvSource,
  { delimiter, quote }: CsvDialect,
  options: Options = {},
): AsyncIterable<Item> {
  const parser = parse({
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: maxRecordSize,
    delimiter,
    quote,
    escape: quote,
    ...options,
  });
  // An error in either stream ends the loop over the records.
  pipeline(Readable.from(open()), parser, () => undefined);
  return parser;
}

function breaksIn(cell: string): number {
  return cell.includes("\n") || cell.includes("\r") ? (cell.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;
}

function wrongCellCount(file: string, { cells, line }: CsvRecord, length: number): Error {
  const problem = `line ${line} has ${pluralize(cells.length, "cell")}, the first line has ${length}.`;
  return invalidFile(
    file,
    problem,
    undefined,
    "put quotes around cells that contain the delimiter, or pass another one with --delimiter; nothing was changed",
  );
}
