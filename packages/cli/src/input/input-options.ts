import type { CommandContext, CommandOption } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { stringValue, stringValues } from "../option-values.ts";
import { detectFormat, type FileFormat, fileFormats, isTextFormat } from "./file-format.ts";
import { parseNumberFormat } from "./number-format.ts";
import type { TextOptions } from "./row-source.ts";

/** The options of commands that read rows from a file. */
export const inputOptions: Readonly<Record<string, CommandOption>> = {
  from: {
    type: "string",
    value: "FILE",
    completes: "file",
    summary: "the file with the rows; - is standard input",
  },
  format: {
    type: "string",
    choices: fileFormats,
    summary: "the format of the file, if its extension does not show it",
  },
  delimiter: {
    type: "string",
    value: "TEXT",
    summary: "the delimiter of CSV, such as ';' or tab; default a comma",
  },
  quote: {
    type: "string",
    value: "CHARACTER",
    summary: "the character around CSV cells that contain the delimiter, or none; default '\"'",
  },
  decimal: {
    type: "string",
    choices: [".", ","],
    summary: "the decimal mark of numbers in CSV; default '.'",
  },
  thousands: {
    type: "string",
    value: "CHARACTER",
    summary: "the thousands separator of numbers in CSV, such as ',' or space; default none",
  },
  null: {
    type: "string",
    multiple: true,
    value: "TEXT",
    summary: "CSV cells with this text are null, as empty cells are",
  },
  encoding: {
    type: "string",
    value: "NAME",
    summary: "the encoding of CSV and JSON, such as windows-1252; default UTF-8",
  },
};

/** Shared by commands that choose the types of columns. */
export const typeOption: Readonly<Record<string, CommandOption>> = {
  type: {
    type: "string",
    multiple: true,
    value: "COLUMN=TYPE",
    summary: "the type of a column: --type day=date32, --type v=float32[128]",
  },
};

/** The file, its format, and how its text is read. */
export interface Input {
  readonly file: string;
  readonly format: FileFormat;
  readonly text: TextOptions;
}

/** Reads the options. Rejects with a usage error for invalid values, and for options that do not apply to the format. */
export async function readInputOptions(
  { values }: Pick<CommandContext, "values">,
  command: string,
): Promise<Input> {
  const file = stringValue(values, "from");
  if (file === undefined) throw usageError(`${command} needs a file.`, "add --from FILE");
  const format = detectFormat(file, stringValue(values, "format"));
  const csvOptions = ["delimiter", "quote", "decimal", "thousands"];
  const nulls = stringValues(values, "null");
  const encoding = stringValue(values, "encoding");
  const types = readTypes(stringValues(values, "type"));
  const isCsv = format === "csv" || format === "tsv";
  const unusable = ["null", ...csvOptions].find((name) => isPresent(values[name]));
  if (!isCsv && unusable !== undefined) {
    throw usageError(`--${unusable} is for CSV and TSV.`, `${file} is read as ${format}`);
  }
  if (!isTextFormat(format) && encoding !== undefined) {
    throw usageError("--encoding is for CSV, TSV and JSON.", `${file} is read as ${format}`);
  }
  if (encoding !== undefined) (await import("./decode-text.ts")).checkEncoding(encoding);
  if (types.size > 0) {
    const { parseColumnType } = await import("./column-type.ts");
    for (const type of types.values()) parseColumnType(type);
  }
  const dialect = isCsv ? (await import("./csv-dialect.ts")).parseDialect(values) : undefined;
  const numbers = parseNumberFormat(stringValue(values, "decimal"), stringValue(values, "thousands"));
  return { file, format, text: { ...dialect, nulls, numbers, encoding, types } };
}

/** The name of a column may contain "=", a type does not. */
function readTypes(assignments: readonly string[]): ReadonlyMap<string, string> {
  const pairs = assignments.map((text) => {
    const at = text.lastIndexOf("=");
    if (at < 1) throw usageError('--type takes COLUMN=TYPE, with a column before the "=".');
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return new Map(pairs);
}

function isPresent(value: CommandContext["values"][string]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}
