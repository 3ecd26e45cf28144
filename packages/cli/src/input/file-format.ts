import { extname } from "node:path";
import { usageError } from "../errors/cli-error.ts";

export const fileFormats = ["arrow", "parquet", "csv", "tsv", "jsonl", "json"] as const;
export type FileFormat = (typeof fileFormats)[number];

const byExtension: Readonly<Record<string, FileFormat>> = {
  ".arrow": "arrow",
  ".arrows": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
  ".parquet": "parquet",
  ".pq": "parquet",
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".json": "json",
};

/** The requested format, or the one of the file's extension, with or without a final `.gz`. */
export function detectFormat(file: string, requested: string | undefined): FileFormat {
  const name = file.replace(/\.gz$/i, "");
  const format = fileFormats.find((known) => known === requested) ?? byExtension[extname(name).toLowerCase()];
  if (format) return format;
  const what =
    file === "-"
      ? "The format of the standard input is unknown."
      : `The format of ${file} is unknown: its name has no known extension.`;
  throw usageError(what, `pass --format ${fileFormats.join("|")}`);
}

/** Whether files of a format do not contain the types of their columns. */
export function isTextFormat(format: FileFormat): boolean {
  return format !== "arrow" && format !== "parquet";
}
