import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { encodeRows, type InferredColumn, type Row } from "./encode-rows.ts";
import { type InferredType, mergeTypes, nothing, typeOfValue } from "./inferred-type.ts";
import { invalidFile } from "./invalid-file.ts";
import type { OpenRowsOptions, RowSource } from "./open-rows.ts";
import { readBytes } from "./read-file.ts";

const text: InferredType = { kind: "text" };
const wholeNumber = /^-?(0|[1-9]\d*)$/;
const number = /^-?(0|[1-9]\d*)?(\.\d+)?([eE][+-]?\d+)?$/;
const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/**
 * A CSV file with names in its first line. It is read twice: for the types of the columns, and for the rows. Empty cells are
 * null; a column is text unless all its cells are true or false, numbers, or lists of numbers in brackets.
 */
export async function openCsv(file: string, options: OpenRowsOptions): Promise<RowSource> {
  const columns = await inferColumns(file, options);
  async function* rows(): AsyncGenerator<Row> {
    for await (const [index, cells] of recordsIn(file, options)) {
      if (index === 0) continue;
      yield columns.map(({ type }, place) => {
        const cell = cells[place] ?? "";
        return cell === "" ? null : valueOfCell(cell, type);
      });
    }
  }
  return { inferred: true, data: encodeRows(columns, rows()) };
}

async function inferColumns(file: string, options: OpenRowsOptions): Promise<InferredColumn[]> {
  let names: readonly string[] = [];
  let types: InferredType[] = [];
  for await (const [index, cells] of recordsIn(file, options)) {
    if (index === 0) {
      names = checkedNames(file, cells);
      types = names.map(() => nothing);
      continue;
    }
    types = types.map((type, place) => widen(type, cells[place] ?? ""));
  }
  if (names.length === 0)
    throw invalidFile(file, "it is empty; the first line must hold the names of the columns.");
  return names.map((name, place) => ({ name, type: types[place] ?? nothing }));
}

function widen(type: InferredType, cell: string): InferredType {
  if (type.kind === "text" || cell === "") return type;
  return mergeTypes(type, typeOfCell(cell)) ?? text;
}

function checkedNames(file: string, names: readonly string[]): readonly string[] {
  const empty = names.indexOf("");
  if (empty >= 0) throw invalidFile(file, `column ${empty + 1} has no name in the first line.`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidFile(file, `two columns are named "${twice}".`);
  return names;
}

/** Texts that only look like numbers stay texts: `007`, and what no int64 holds. */
function typeOfCell(cell: string): InferredType {
  if (/^(true|false)$/i.test(cell)) return { kind: "bool" };
  if (wholeNumber.test(cell)) {
    const value = BigInt(cell);
    return value >= least && value <= most ? { kind: "int" } : text;
  }
  if (/\d/.test(cell) && number.test(cell)) return { kind: "float" };
  const list = cell.startsWith("[") ? readList(cell) : undefined;
  return (list && typeOfValue(list)) ?? text;
}

function valueOfCell(cell: string, { kind }: InferredType): unknown {
  switch (kind) {
    case "bool":
      return cell.toLowerCase() === "true";
    case "int":
      return BigInt(cell);
    case "float":
      return Number(cell);
    case "list":
      return readList(cell);
    default:
      return cell;
  }
}

function readList(cell: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    const isNumbers = Array.isArray(value) && value.every((entry) => typeof entry === "number");
    return isNumbers ? value : undefined;
  } catch {
    return undefined;
  }
}

async function* recordsIn(
  file: string,
  options: OpenRowsOptions,
): AsyncGenerator<[index: number, cells: readonly string[]]> {
  const parser = parse({ bom: true, skip_empty_lines: true });
  // What goes wrong in one of them ends the loop below.
  pipeline(Readable.from(readBytes(file, options)), parser, () => undefined);
  let index = 0;
  try {
    for await (const cells of parser) yield [index++, cells as readonly string[]];
  } catch (error) {
    if (isCsvError(error)) throw invalidFile(file, error.message, error);
    throw error;
  }
}

function isCsvError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}
