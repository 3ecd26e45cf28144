import type { VectorType } from "@lancetree/arrow";
import type { Field } from "apache-arrow-21";
import type { FileFormat } from "./file-format.ts";
import type { NumberFormat } from "./number-format.ts";

/** The rows of a file. */
export interface RowSource {
  /** Whether the types of columns were inferred from the values. */
  readonly inferred: boolean;
  /** Notes on how the file was read, one line each; complete once the rows have been read. */
  readonly notes?: (() => readonly string[]) | undefined;
  /** An Arrow IPC stream, made chunk by chunk as it is read. */
  readonly data: AsyncIterable<Uint8Array>;
  /** Closes the file; needed also if the rows are never read. */
  readonly close?: () => Promise<void>;
}

/** A source of rows that is closed at the end of the scope. */
export type OpenRows = RowSource & AsyncDisposable;

/** How text files are read. */
export interface TextOptions {
  /** The delimiter of CSV. Default: the one in a first line `sep=;`, otherwise a comma, or a tab in TSV. */
  readonly delimiter?: string | undefined;
  /** The quote character of CSV; null for files without quoting. Default `"`. */
  readonly quote?: string | null | undefined;
  /** Cells with one of these strings are null, as empty cells are. */
  readonly nulls: readonly string[];
  /** The number format of CSV cells. */
  readonly numbers: NumberFormat;
  /** By default UTF-8, or what a byte order mark says. */
  readonly encoding?: string | undefined;
  /** The types of columns, by their names. */
  readonly types: ReadonlyMap<string, string>;
  /** The columns of the table that receives the rows, if it exists. */
  readonly fields?: readonly Field[] | undefined;
  /** The vector columns of that table by name, for files that contain their types. */
  readonly vectors?: ReadonlyMap<string, VectorType> | undefined;
}

export interface OpenRowsOptions {
  readonly format: FileFormat;
  readonly signal: AbortSignal;
  /** Called with the number of bytes read since the last call; in total `passesOf(format)` times the size of the file. */
  readonly onBytes: (bytes: number) => void;
  readonly text: TextOptions;
}
