import { pipeline, Readable } from "node:stream";
import { type Options, parse } from "csv-parse";
import { counted } from "../output/counted.ts";
import { invalidFile } from "./invalid-file.ts";

/** A line of a CSV file, or several where a quoted cell holds line breaks. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** The line of the file that it ends in, from 1. */
  readonly line: number;
}

/** A quote that is never closed would take the rest of the file into memory. */
const largestRecord = 2 ** 26;

/**
 * The records of a CSV file, blank lines left out. Rejects for what no CSV is and for records of another length, with the line.
 *
 * @param open - begins to read the file, in UTF-8
 */
export async function* csvRecords(
  file: string,
  open: () => AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  let length: number | undefined;
  try {
    for await (const record of recordsIn(open, delimiter)) {
      length ??= record.cells.length;
      if (record.cells.length !== length) throw ragged(file, record, length);
      yield record;
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const line = unclosed.has(error.code) ? (await lastEnd(open, delimiter)) + 1 : error.lines;
    throw invalidFile(file, problemOf(error, line), error, hints[error.code]);
  }
}

/**
 * Counts the lines itself: csv-parse takes twice as long where it has to tell them. In a file of one column only csv-parse knows
 * an empty cell in quotes from a blank line.
 */
async function* recordsIn(
  open: () => AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  let line = 0;
  let isFirst = true;
  for await (const cells of parsed<readonly string[]>(open(), { delimiter })) {
    line += 1;
    for (const cell of cells) line += breaksIn(cell);
    const isOne = cells.length === 1;
    if (isOne && cells[0] === "") continue;
    if (isFirst && isOne) {
      yield* oneColumn(open, delimiter);
      return;
    }
    isFirst = false;
    yield { cells, line };
  }
}

async function* oneColumn(
  open: () => AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  const options = { delimiter, skip_empty_lines: true, info: true };
  for await (const { record: cells, info } of parsed<ParsedRecord>(open(), options)) {
    yield { cells, line: info.lines };
  }
}

/** As csv-parse hands records over, with what it knows of each. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The line in which the last record ends that has an end. */
async function lastEnd(open: () => AsyncIterable<Uint8Array>, delimiter: string): Promise<number> {
  let end = 0;
  const on_record = (record: string[], { lines }: { lines: number }): string[] => {
    end = lines;
    return record;
  };
  try {
    for await (const record of parsed(open(), { delimiter, on_record })) void record;
  } catch (error) {
    if (!isCsvError(error)) throw error;
  }
  return end;
}

function parsed<Item>(bytes: AsyncIterable<Uint8Array>, options: Options): AsyncIterable<Item> {
  const parser = parse({
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    max_record_size: largestRecord,
    ...options,
  });
  // What goes wrong in one of them ends the loop over the records.
  pipeline(Readable.from(bytes), parser, () => undefined);
  return parser;
}

function breaksIn(cell: string): number {
  return cell.includes("\n") || cell.includes("\r") ? (cell.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;
}

function ragged(file: string, { cells, line }: CsvRecord, length: number): Error {
  const problem = `line ${line} has ${counted(cells.length, "cell")}, the first line has ${length}.`;
  return invalidFile(
    file,
    problem,
    undefined,
    "a cell that holds the delimiter must stand in quotes; if cells are parted otherwise, give --delimiter; nothing was created",
  );
}

interface CsvError extends Error {
  readonly code: string;
  readonly lines?: number;
}

function isCsvError(error: unknown): error is CsvError {
  return (
    error instanceof Error && "code" in error && /^(CSV_|INVALID_OPENING_QUOTE)/.test(String(error.code))
  );
}

const problems: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE:
    "after the quote that closes a cell comes neither a delimiter nor the end of the line",
  INVALID_OPENING_QUOTE: "a quote stands within a cell that does not begin with one",
  CSV_QUOTE_NOT_CLOSED: "a quote is never closed",
  CSV_MAX_RECORD_SIZE: "the record that begins here is longer than 64 MB; a quote may not be closed",
};

const doubled =
  'a quote within a cell is written twice ("") in a cell that stands in quotes; nothing was created';
const hints: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: doubled,
  INVALID_OPENING_QUOTE: doubled,
};

/** Those that are noticed where the file ends, long after the record began. */
const unclosed: ReadonlySet<string> = new Set(["CSV_QUOTE_NOT_CLOSED", "CSV_MAX_RECORD_SIZE"]);

function problemOf({ code, message }: CsvError, line: number | undefined): string {
  const problem = problems[code] ?? message;
  return line === undefined ? `${problem}.` : `line ${line}: ${problem}.`;
}
