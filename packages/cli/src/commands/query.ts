import type { QueryTableRequest } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { integerValue, stringValue } from "../option-values.ts";
import { hiddenColumns } from "../output/max-columns.ts";
import { pluralize } from "../output/pluralize.ts";
import { dim } from "../output/styled-text.ts";
import { parseNames } from "../parse-names.ts";
import { parseNamedPath } from "../paths.ts";

const defaultLimit = 10;

export const queryCommand: Command = {
  name: "query",
  summary: "search a table by vector, text or condition",
  description: "--text needs a full text index on the searched columns: create-index PATH COLUMN --type FTS.",
  positionals: [{ name: "PATH", summary: "the table" }],
  options: {
    vector: {
      type: "string",
      value: "NUMBERS",
      summary: "find the rows nearest to this vector: --vector=0.1,0.2",
    },
    "vector-column": {
      type: "string",
      value: "NAME",
      summary: "the vector column, if there are several",
    },
    distance: {
      type: "string",
      choices: ["l2", "cosine", "dot"],
      summary: "the distance function for vectors",
    },
    text: { type: "string", value: "WORDS", summary: "find rows that contain these words" },
    "text-columns": {
      type: "string",
      value: "NAMES",
      summary: "the columns to search; by default all with a full text index",
    },
    where: { type: "string", value: "SQL", summary: 'only rows that meet this condition: --where "age > 3"' },
    columns: {
      type: "string",
      value: "NAMES",
      summary: "the columns to show, separated by commas, or a JSON list",
    },
    limit: { type: "string", value: "N", summary: `the maximum number of rows; default ${defaultLimit}` },
    offset: { type: "string", value: "N", summary: "skip the first N rows" },
    version: { type: "string", value: "N", summary: "read the table at this version" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: [
    "one line for each row: an object by column name. Dates, times and durations are ISO 8601 strings; a time",
    "of a column with a zone is in UTC and ends with Z. Decimals, integers beyond 2^53, NaN and Infinity are",
    "strings; bytes are Base64, maps are objects.",
  ].join("\n"),
  examples: [
    {
      line: 'lancetree query prod/search/user --where "id > 1" --columns id,name',
      summary: "by a condition",
    },
    {
      line: "lancetree query prod/search/user --vector=0.1,0.2 --limit 2 --json",
      summary: "by a vector, for a script",
    },
  ],
  async run(context) {
    const { output, positionals, signal } = context;
    const request = readRequest(parseNamedPath(positionals[0]), context);
    await using catalog = await openCatalog(context);
    using progress = output.progress("searching");
    // One row more than is shown reveals whether there are more.
    const extended = output.json ? request : { ...request, k: request.k + 1 };
    const { data } = await catalog.namespace.queryTable(extended, { signal });
    const { readRows } = await import("../output/read-rows.ts");
    const { cellText, jsonText } = await import("@lancetree/arrow");
    let names: readonly string[] = [];
    const lines: string[][] = [];
    for await (const { columns, values } of readRows(data)) {
      progress.stop();
      names = columns;
      if (output.json) {
        const entries = columns.map((name, index) => [name, values[index] ?? null] as const);
        await output.jsonLine(jsonText({ entries }));
      } else lines.push(values.map(cellText));
    }
    progress.stop();
    if (output.json) return;
    const rows = lines.slice(0, request.k);
    const columns = names.map((title) => ({ title }));
    const hidden = rows.length > 0 ? await output.dataTable(columns, rows) : 0;
    const more = lines.length > rows.length ? "; there are more, --limit and --offset show them" : "";
    output.note([dim(`${pluralize(rows.length, "row")}${more}`)]);
    if (hidden > 0) output.note([dim(`${hiddenColumns(hidden)}; --columns shows others, --json all`)]);
  },
};

function readRequest(path: string[], { values }: CommandContext): QueryTableRequest & { readonly k: number } {
  const vector = stringValue(values, "vector");
  const text = stringValue(values, "text");
  const where = stringValue(values, "where");
  const column = stringValue(values, "vector-column");
  const distance = stringValue(values, "distance");
  const columns = parseNames("columns", stringValue(values, "columns"));
  const textColumns = parseNames("text-columns", stringValue(values, "text-columns"));
  const offset = integerValue(values, "offset", 0);
  const version = integerValue(values, "version", 1);
  if (vector === undefined && (column ?? distance) !== undefined) {
    throw usageError("--vector-column and --distance need --vector.");
  }
  if (text === undefined && textColumns) throw usageError("--text-columns needs --text.");
  return {
    id: path,
    k: integerValue(values, "limit", 1) ?? defaultLimit,
    ...(vector !== undefined && { vector: { single_vector: readVector(vector) } }),
    ...(column !== undefined && { vector_column: column }),
    ...(distance !== undefined && { distance_type: distance }),
    ...(text !== undefined && {
      full_text_query: { string_query: { query: text, ...(textColumns && { columns: textColumns }) } },
    }),
    ...(where !== undefined && { filter: where, prefilter: true }),
    ...(columns && { columns: { column_names: columns } }),
    ...(offset !== undefined && { offset }),
    ...(version !== undefined && { version }),
  };
}

function readVector(text: string): number[] {
  const parts = text.replace(/^\[/, "").replace(/\]$/, "").split(",");
  const numbers = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.every((number) => Number.isFinite(number))) return numbers;
  throw usageError("--vector takes numbers separated by commas: --vector=0.1,-0.2.");
}
