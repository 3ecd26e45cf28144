import type { VectorType } from "@lancetree/arrow";
import type { Field } from "apache-arrow-21";
import type { FileFormat } from "./file-format.ts";
import type { NumberFormat } from "./number-format.ts";

/** The rows of a file. */
export interface RowSource {
  /** Whether the types of columns were found by looking at the values. */
  readonly inferred: boolean;
  /** What is worth knowing of how the file was read, each one line; all of it once the rows have been read. */
  readonly notes?: (() => readonly string[]) | undefined;
  /** An Arrow IPC stream, made chunk by chunk as it is read. */
  readonly data: AsyncIterable<Uint8Array>;
  /** Closes what stays open until the rows are read, also where nothing reads them. */
  readonly close?: () => Promise<void>;
}

/** A source of rows that is closed at the end of the scope. */
export type OpenRows = RowSource & AsyncDisposable;

/** How files of text are read. */
export interface TextOptions {
  /** What parts the cells of CSV; by default what its first line says to Excel, else a comma, in TSV a tab. */
  readonly delimiter?: string | undefined;
  /** What stands around cells of CSV; null where nothing does. Default `"`. */
  readonly quote?: string | null | undefined;
  /** Cells with one of these strings are null, as empty cells are. */
  readonly nulls: readonly string[];
  /** How cells of CSV write numbers. */
  readonly numbers: NumberFormat;
  /** By default UTF-8, or what a byte order mark says. */
  readonly encoding?: string | undefined;
  /** The types of columns, by their names. */
  readonly types: ReadonlyMap<string, string>;
  /** The columns of the table that takes the rows, where it exists. */
  readonly fields?: readonly Field[] | undefined;
  /** The vectors of that table by their names, for files that say their types themselves. */
  readonly vectors?: ReadonlyMap<string, VectorType> | undefined;
}

export interface OpenRowsOptions {
  readonly format: FileFormat;
  readonly signal: AbortSignal;
  /** Called with the number of bytes read since the last call; in total `passesOf(format)` times the size of the file. */
  readonly onBytes: (bytes: number) => void;
  readonly text: TextOptions;
}
