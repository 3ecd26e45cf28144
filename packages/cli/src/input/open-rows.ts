import { fileError } from "../errors/file-error.ts";
import type { FileFormat } from "./file-format.ts";
import type { InputFile } from "./input-file.ts";
import type { OpenRows, OpenRowsOptions, RowSource } from "./row-source.ts";

/** The number of times that a file of a format is read: twice where the first pass infers the types. */
export function passesOf(format: FileFormat): number {
  return format === "arrow" || format === "parquet" ? 1 : 2;
}

/** Opens a file, and loads the reader of its format. Only a part of the file is in memory at any time. */
export async function openRows(file: InputFile, options: OpenRowsOptions): Promise<OpenRows> {
  try {
    const source = await openFormat(file, options);
    return { ...source, [Symbol.asyncDispose]: async () => source.close?.() };
  } catch (error) {
    throw fileError(file.name, error);
  }
}

async function openFormat(file: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  switch (options.format) {
    case "arrow":
      return (await import("./arrow-file.ts")).openArrow(file, options);
    case "parquet":
      return (await import("./parquet-file.ts")).openParquet(file, options);
    case "csv":
    case "tsv":
      return (await import("./csv-file.ts")).openCsv(file, options);
    case "jsonl":
    case "json":
      return (await import("./json-file.ts")).openJson(file, options);
  }
}
