import { isError } from "@lancetree/core";
import { invalidFile } from "./invalid-file.ts";

/** An error of csv-parse. */
interface CsvError extends Error {
  readonly code: string;
  /** The line that was read. */
  readonly lines?: number;
}

/** Whether csv-parse found the file to be invalid CSV. */
export function isCsvError(error: unknown): error is CsvError {
  return isError(error) && "code" in error && /^(CSV_|INVALID_OPENING_QUOTE)/.test(String(error.code));
}

/** Whether csv-parse notices the problem at the end of the file only, long after the record began. */
export function isDetectedLate({ code }: CsvError): boolean {
  return code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE";
}

const unquoted = "if the file does not use quoting, add --quote none; nothing was changed";

const messages: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  CSV_INVALID_CLOSING_QUOTE: [
    "the quote that closes a cell is followed by neither a delimiter nor the end of the line",
    `write a quote inside of a quoted cell twice (""); ${unquoted}`,
  ],
  SPACE_BEFORE_QUOTE: [
    "there is a space before the quote that opens a cell",
    `remove the space; ${unquoted}`,
  ],
  CSV_QUOTE_NOT_CLOSED: ["a quote is never closed", `close it in the file; ${unquoted}`],
  CSV_MAX_RECORD_SIZE: [
    "the record that begins here is longer than 64 MB; a quote may not be closed",
    `close it in the file; ${unquoted}`,
  ],
};

/** The error for an invalid line of a CSV file. @param code - as csv-parse names it */
export function csvFileError(file: string, code: string, line: number | undefined, cause?: Error): Error {
  const [problem, hint] = messages[code] ?? [cause?.message ?? code, undefined];
  const text = line === undefined ? `${problem}.` : `line ${line}: ${problem}.`;
  return invalidFile(file, text, cause, hint);
}
