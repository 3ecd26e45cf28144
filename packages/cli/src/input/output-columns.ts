import { type DataType, Field } from "apache-arrow-21";
import { invalidFile } from "./invalid-file.ts";
import type { TextOptions } from "./row-source.ts";
import { type Stored, type StoredReader, storedReader, ValueMismatch } from "./stored-value.ts";

/** A column to write, and the index of its values in a row of the file. */
export interface OutputColumn {
  readonly field: Field;
  readonly read: StoredReader;
  /** Undefined if the file lacks the column, which is then null in every row. */
  readonly index: number | undefined;
}

/**
 * The columns to write: those of the file, or those of the table that receives the rows.
 *
 * @throws an error about the file if it lacks a column that cannot be null
 */
export function outputColumns(
  file: string,
  found: readonly Field[],
  { fields: table, numbers }: Pick<TextOptions, "fields" | "numbers">,
): OutputColumn[] {
  const required = table?.find(
    ({ name, nullable }) => !nullable && found.every((field) => field.name !== name),
  );
  if (required) throw invalidFile(file, `it lacks the column "${required.name}", which cannot be null.`);
  return (table ?? found).map((field) => {
    const index = found.findIndex(({ name }) => name === field.name);
    const type = plainType(field.type);
    return {
      field: new Field(field.name, type, field.nullable),
      read: storedReader(type, numbers),
      index: index < 0 ? undefined : index,
    };
  });
}

/** A column with a dictionary is sent without it, with the type of its values. */
function plainType(type: DataType): DataType {
  const dictionary: unknown = "dictionary" in type ? type.dictionary : undefined;
  return isType(dictionary) ? dictionary : type;
}

function isType(value: unknown): value is DataType {
  return typeof value === "object" && value !== null && "typeId" in value;
}

/**
 * Converts a value of the file to what the column stores. Throws an error about the file with the line and the
 * reason.
 *
 * @param advice - the option with which the value would fit, if there is one
 */
export function readValue(
  file: string,
  { field, read }: Pick<OutputColumn, "field" | "read">,
  value: unknown,
  line: number,
  advice: () => string | undefined = () => undefined,
): Stored {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof ValueMismatch)) throw error;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const quoted = JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
    throw invalidFile(
      file,
      `line ${line}: ${quoted} in the column "${field.name}" ${error.message}.`,
      undefined,
      `${advice() ?? "correct the file"}; nothing was changed`,
    );
  }
}
