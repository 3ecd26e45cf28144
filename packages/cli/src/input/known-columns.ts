import { type DataType, Field } from "apache-arrow-21";
import { usageError } from "../errors/cli-error.ts";
import { didYouMean } from "../suggestion.ts";
import { parseColumnType } from "./column-type.ts";
import { invalidFile } from "./invalid-file.ts";
import type { TextOptions } from "./row-source.ts";
import { type StoredReader, storedReader } from "./stored-value.ts";

/** A column whose type is known before a value is read. */
export interface KnownColumn {
  readonly field: Field;
  readonly read: StoredReader;
}

/**
 * The columns of a file whose types are known: those of the table that receives the rows, and those of `--type`.
 *
 * @throws a usage error for a column of `--type` that the file lacks, an invalid file for one that the table lacks
 */
export function knownColumns(
  file: string,
  names: readonly string[],
  { types, fields, numbers }: TextOptions,
): Map<string, KnownColumn> {
  const known = new Map<string, KnownColumn>();
  for (const name of fields ? names : []) {
    const field = fields?.find((one) => one.name === name);
    if (!field) {
      throw invalidFile(
        file,
        `the table has no column "${name}".`,
        undefined,
        didYouMean(name, fields?.map((one) => one.name) ?? [], "nothing was changed"),
      );
    }
    known.set(name, { field, read: storedReader(field.type, numbers) });
  }
  for (const [name, text] of types) {
    if (!names.includes(name)) {
      throw usageError(`--type names the column "${name}", which ${file} lacks.`, didYouMean(name, names));
    }
    const type: DataType = parseColumnType(text);
    known.set(name, { field: new Field(name, type, true), read: storedReader(type, numbers) });
  }
  return known;
}
