import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { encodeRows, type InferredColumn, type Row } from "./encode-rows.ts";
import { type InferredType, mergeTypes, nothing, typeOfValue } from "./inferred-type.ts";
import { invalidFile } from "./invalid-file.ts";
import type { OpenRowsOptions, RowSource } from "./open-rows.ts";
import { readBytes } from "./read-file.ts";

/** A number that JSON.parse would round. */
const longWholeNumber = /[:[,]\s*-?\d{16,}\s*[,}\]]/;

/** One JSON object a line. It is read twice: for the types of the columns, and for the rows. */
export async function openJsonLines(file: string, options: OpenRowsOptions): Promise<RowSource> {
  const columns = await inferColumns(file, options);
  const names = columns.map(({ name }) => name);
  async function* rows(): AsyncGenerator<Row> {
    for await (const { object } of objectsIn(file, options)) yield names.map((name) => object.get(name));
  }
  return { inferred: true, data: encodeRows(columns, rows()) };
}

async function inferColumns(file: string, options: OpenRowsOptions): Promise<InferredColumn[]> {
  const types = new Map<string, InferredType>();
  for await (const { object, line } of objectsIn(file, options)) {
    for (const [name, value] of object) {
      const type = typeOfValue(value);
      const merged = type && mergeTypes(types.get(name) ?? nothing, type);
      if (merged) types.set(name, merged);
      else
        throw invalidFile(file, `line ${line}: "${name}" holds values of types that no column has together.`);
    }
  }
  if (types.size === 0) throw invalidFile(file, "it holds no row, and so no columns.");
  return [...types].map(([name, type]) => ({ name, type }));
}

async function* objectsIn(
  file: string,
  options: OpenRowsOptions,
): AsyncGenerator<{ object: ReadonlyMap<string, unknown>; line: number }> {
  const lines = createInterface({
    input: Readable.from(readBytes(file, options)),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === "") continue;
    yield { object: parseLine(file, text, line), line };
  }
}

function parseLine(file: string, text: string, line: number): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line === 1 ? text.replace(/^\ufeff/, "") : text);
  } catch (cause) {
    throw invalidFile(file, `line ${line} is not valid JSON.`, cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidFile(file, `line ${line} is no JSON object.`);
  }
  const object = new Map(Object.entries(value));
  const rounded = [...object].find(([, entry]) => Number.isInteger(entry) && !Number.isSafeInteger(entry));
  if (rounded && longWholeNumber.test(text)) {
    throw invalidFile(
      file,
      `line ${line}: the number in "${rounded[0]}" is beyond 2^53; write it as a text.`,
    );
  }
  return object;
}
