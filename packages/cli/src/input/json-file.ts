import { isError } from "@lancetree/core";
import { Field } from "apache-arrow-21";
import { isInteger, isSafeNumber, parse } from "lossless-json";
import { decodeText } from "./decode-text.ts";
import { encodeRows, type Row } from "./encode-rows.ts";
import {
  arrowType,
  describeType,
  type InferredType,
  inferValue,
  mergeTypes,
  nothing,
} from "./inferred-type.ts";
import type { InputFile } from "./input-file.ts";
import { invalidFile } from "./invalid-file.ts";
import { type JsonItem, jsonItems, jsonLines } from "./json-items.ts";
import { type KnownColumn, knownColumns } from "./known-columns.ts";
import { outputColumns, readValue } from "./output-columns.ts";
import { readFileBytes } from "./read-file-bytes.ts";
import type { OpenRowsOptions, RowSource } from "./row-source.ts";

/** A number that JSON.parse may round. */
const longNumber = /\d{16}/;

/**
 * Opens a file with one JSON object per line, or with an array of objects. It is read twice: for the types of the
 * columns, and for the rows. A column whose type is not given gets the common type of all its values.
 */
export async function openJson(file: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  const { text } = options;
  const split = options.format === "jsonl" ? jsonLines : jsonItems;
  const items = (): AsyncGenerator<JsonItem> =>
    split(file.name, decodeText(file.name, readFileBytes(file.path, options), text.encoding));

  const types = new Map<string, InferredType>();
  // Any row may be the first with a column, so a known type is looked up when the column's name is first read.
  const known = new Map<string, KnownColumn>();
  for await (const { json, line } of items()) {
    for (const [name, value] of objectOf(file.name, json, line)) {
      if (!types.has(name)) {
        types.set(name, nothing);
        if (text.fields || text.types.has(name)) {
          const said = new Map([...text.types].filter(([column]) => column === name));
          const column = knownColumns(file.name, [name], { ...text, types: said }).get(name);
          if (column) known.set(name, column);
        }
      }
      const column = known.get(name);
      if (column) readValue(file.name, column, value, line);
      else types.set(name, widened(file.name, name, types.get(name) ?? nothing, value, line));
    }
  }
  if (types.size === 0 && !text.fields)
    throw invalidFile(file.name, "it contains no rows, so it has no columns.");
  knownColumns(file.name, [...types.keys()], { ...text, fields: undefined });
  const found = [...types].map(
    ([name, type]) => known.get(name)?.field ?? new Field(name, arrowType(type), true),
  );
  const columns = outputColumns(file.name, found, text);
  async function* rows(): AsyncGenerator<Row> {
    for await (const { json, line } of items()) {
      const object = objectOf(file.name, json, line);
      yield columns.map((column) => readValue(file.name, column, object.get(column.field.name), line));
    }
  }
  return {
    inferred: found.some(({ name }) => !known.has(name)),
    data: encodeRows(
      columns.map(({ field }) => field),
      rows(),
    ),
  };
}

function widened(
  file: string,
  name: string,
  before: InferredType,
  value: unknown,
  line: number,
): InferredType {
  const type = inferValue(value);
  if (!type) {
    const what =
      typeof value === "object"
        ? "contains values whose types do not fit into one list or field"
        : "is a number that no column type can store";
    throw invalidFile(file, `line ${line}: "${name}" ${what}.`, undefined, textHint(name));
  }
  const merged = mergeTypes(before, type);
  if (merged) return merged;
  const [is, was] = [describeType(type), describeType(before)];
  const problem =
    is === was
      ? "has fields whose types differ from the lines before it"
      : `is ${is}, while it is ${was} in the lines before`;
  throw invalidFile(file, `line ${line}: "${name}" ${problem}.`, undefined, textHint(name));
}

function textHint(name: string): string {
  return `correct the file, or read them as strings with --type '${name}=utf8'; nothing was changed`;
}

function objectOf(file: string, text: string, line: number): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = longNumber.test(text) ? parse(text, undefined, exactNumber) : JSON.parse(text);
  } catch (cause) {
    if (isError(cause) && cause.name === "RangeError") throw tooDeep(file, line);
    const lacking = /[:[,]\s*(-?Infinity|NaN)\s*[,}\]]/.exec(text)?.[1];
    const more = lacking === undefined ? "" : `: it contains ${lacking}, which JSON does not have`;
    throw invalidFile(file, `line ${line} is not valid JSON${more}.`, cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidFile(file, `line ${line} is not a JSON object.`);
  }
  if (isDeeper(value, deepest)) throw tooDeep(file, line);
  return new Map(Object.entries(value));
}

/** The limit for the types of a table as well. */
const deepest = 64;

function tooDeep(file: string, line: number): Error {
  return invalidFile(file, `line ${line} is nested more than ${deepest} levels deep.`);
}

function isDeeper(value: object, levels: number): boolean {
  if (levels === 0) return true;
  return Object.values(value).some(
    (entry: unknown) => typeof entry === "object" && entry !== null && isDeeper(entry, levels - 1),
  );
}

/** Integers that JavaScript would round are bigint. */
function exactNumber(text: string): number | bigint {
  return isInteger(text) && !isSafeNumber(text) ? BigInt(text) : Number(text);
}
