import { invalidFile } from "./invalid-file.ts";

/** An error of csv-parse. */
interface CsvError extends Error {
  readonly code: string;
  /** The line that was read. */
  readonly lines?: number;
}

/** Whether csv-parse found something that no CSV is. */
export function isCsvError(error: unknown): error is CsvError {
  return (
    error instanceof Error && "code" in error && /^(CSV_|INVALID_OPENING_QUOTE)/.test(String(error.code))
  );
}

/** Whether it is noticed where the file ends, long after the record began. */
export function isDetectedLate({ code }: CsvError): boolean {
  return code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE";
}

const unquoted = "where quotes mean nothing in the file, add --quote none; nothing was changed";

const messages: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  CSV_INVALID_CLOSING_QUOTE: [
    "after the quote that closes a cell comes neither a delimiter nor the end of the line",
    `a quote within a cell that stands in quotes is written twice (""); ${unquoted}`,
  ],
  SPACE_BEFORE_QUOTE: ["a space stands before the quote that opens a cell", `remove the space; ${unquoted}`],
  CSV_QUOTE_NOT_CLOSED: ["a quote is never closed", `close it in the file; ${unquoted}`],
  CSV_MAX_RECORD_SIZE: [
    "the record that begins here is longer than 64 MB; a quote may not be closed",
    `close it in the file; ${unquoted}`,
  ],
};

/** What is wrong with a line of a file. @param code - as csv-parse names it */
export function csvFileError(file: string, code: string, line: number | undefined, cause?: Error): Error {
  const [problem, hint] = messages[code] ?? [cause?.message ?? code, undefined];
  const text = line === undefined ? `${problem}.` : `line ${line}: ${problem}.`;
  return invalidFile(file, text, cause, hint);
}
