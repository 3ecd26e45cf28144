import { usageError } from "../errors/cli-error.ts";
import { stringValue } from "../option-values.ts";

/** The delimiter and the quote character of a CSV file. */
export interface CsvDialect {
  readonly delimiter: string;
  /**
   * The character around cells that contain the delimiter or line breaks, doubled inside of them; null for files
   * without quoting.
   */
  readonly quote: string | null;
}

const delimiterNames: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  bar: "|",
  pipe: "|",
  space: " ",
};

/**
 * Reads the values of `--delimiter` and `--quote`.
 *
 * @throws a usage error for an invalid delimiter, and for a quote that is not a single character
 */
export function parseDialect(
  values: Parameters<typeof stringValue>[0],
): Partial<CsvDialect> & Pick<CsvDialect, "quote"> {
  const quote = parseQuote(stringValue(values, "quote"));
  const text = stringValue(values, "delimiter");
  if (text === undefined) return { quote };
  const delimiter = delimiterNames[text.toLowerCase()] ?? text;
  const isFine = delimiter !== "" && !/[\r\n]/.test(delimiter) && delimiter.length <= 8;
  if (isFine && !delimiter.includes(quote ?? "\n")) return { quote, delimiter };
  throw usageError(
    '--delimiter takes the text between cells, such as ";" or tab, without quotes and line breaks.',
  );
}

function parseQuote(text = '"'): string | null {
  if (text === "none") return null;
  if (text.length === 1 && !/[\s,;|\d]/.test(text)) return text;
  throw usageError('--quote takes one character, such as "\'", or none.');
}
