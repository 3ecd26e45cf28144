import { access, constants, stat } from "node:fs/promises";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { fileError, isDenied } from "../errors/file-error.ts";
import type { FileFormat } from "./file-format.ts";

/** The rows of a file. */
export interface RowSource {
  /** Whether the types of the columns were found by looking at the values. */
  readonly inferred: boolean;
  /** An Arrow IPC stream, made piece by piece as it is read. */
  readonly data: AsyncIterable<Uint8Array>;
}

export interface OpenRowsOptions {
  readonly format: FileFormat;
  readonly signal: AbortSignal;
  /** Told how many more bytes of the file have been read, of `passes` times its size. */
  readonly onBytes: (bytes: number) => void;
}

/** How often a file of a format is read: where it says no types, once more to find them. */
export function passesOf(format: FileFormat): number {
  return format === "csv" || format === "jsonl" ? 2 : 1;
}

/** The size of a file in bytes. Rejects where it is not there or no file. */
export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    if (isDenied(error)) throw fileError(file, error);
  });
  if (found?.isFile()) return found.size;
  const reason = found?.isDirectory() ? `${file} is a folder, not a file.` : `There is no file ${file}.`;
  throw new CliError(exitCodes.notFound, reason, { hint: "check the path after --from" });
}

/** Opens a file; what reads its format is loaded now, not before. Never holds more than a part of it in memory. */
export async function openRows(file: string, options: OpenRowsOptions): Promise<RowSource> {
  try {
    // What reads a format would call a file broken that it may not read.
    await access(file, constants.R_OK);
    return await openFormat(file, options);
  } catch (error) {
    throw fileError(file, error);
  }
}

async function openFormat(file: string, options: OpenRowsOptions): Promise<RowSource> {
  switch (options.format) {
    case "arrow":
      return (await import("./arrow-file.ts")).openArrow(file, options);
    case "parquet":
      return (await import("./parquet-file.ts")).openParquet(file, options);
    case "csv":
      return (await import("./csv-file.ts")).openCsv(file, options);
    case "jsonl":
      return (await import("./jsonl-file.ts")).openJsonLines(file, options);
  }
}
