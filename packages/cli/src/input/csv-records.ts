import { pipeline, Readable } from "node:stream";
import { type Options, parse } from "csv-parse";
import { pluralize } from "../output/pluralize.ts";
import type { CsvDialect } from "./csv-dialect.ts";
import { csvFileError, isCsvError, isDetectedLate } from "./csv-file-error.ts";
import { invalidFile } from "./invalid-file.ts";

/** A line of a CSV file, or several where a quoted cell holds line breaks. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line of the file that it ends in, from 1. */
  readonly line: number;
}

/** A file of CSV. */
export interface CsvSource {
  /** As it was named on the command line. */
  readonly name: string;
  /** Begins to read it, in UTF-8. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** How many of its lines `open` leaves out at the beginning. */
  readonly linesBefore: number;
}

/** A quote that is never closed would take the rest of the file into memory. */
const maxRecordSize = 2 ** 26;

/**
 * The records of a CSV file, blank lines left out. A quote within a cell that begins with another character stands for itself, as
 * other readers have it. Rejects for what no CSV is and for records of another length, with the line.
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
      // Both ways of reading agree on what came before.
      yield* checked(looseRecords(source, dialect), count);
    } catch (cause) {
      throw await explained(cause);
    }
  }
}

/**
 * Counts the lines itself: csv-parse takes twice as long when it reports them. In a file of one column only csv-parse knows
 * an empty cell in quotes from a blank line.
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

/** Takes a quote within a cell for itself, unless nothing but space is in front of it, or it comes behind the quote that closes the cell. */
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

/** As csv-parse hands records over, with what it knows of each. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** With the text of the file, too. */
interface RawRecord extends ParsedRecord {
  readonly raw: string;
}

/** The line in which the last record ends that has an end. */
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
  // What goes wrong in one of them ends the loop over the records.
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
    "a cell that holds the delimiter must stand in quotes; if cells are parted otherwise, give --delimiter; nothing was changed",
  );
}
