import { extname } from "node:path";
import { usageError } from "../errors/cli-error.ts";

export const fileFormats = ["arrow", "parquet", "csv", "jsonl"] as const;
export type FileFormat = (typeof fileFormats)[number];

const byExtension: Readonly<Record<string, FileFormat>> = {
  ".arrow": "arrow",
  ".arrows": "arrow",
  ".feather": "arrow",
  ".ipc": "arrow",
  ".parquet": "parquet",
  ".pq": "parquet",
  ".csv": "csv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/** The format that was asked for, or the one that the file's name tells. */
export function formatOf(file: string, wanted: string | undefined): FileFormat {
  const format = fileFormats.find((known) => known === wanted) ?? byExtension[extname(file).toLowerCase()];
  if (format) return format;
  throw usageError(`The name of ${file} does not tell its format.`, `give --format ${fileFormats.join("|")}`);
}
