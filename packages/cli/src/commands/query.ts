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
  description:
    "--text needs a full text index on the columns that are searched: create-index PATH COLUMN --type FTS.",
  positionals: [{ name: "PATH", summary: "the table" }],
  options: {
    vector: { type: "string", value: "NUMBERS", summary: "the rows nearest to it: --vector=0.1,0.2" },
    "vector-column": {
      type: "string",
      value: "NAME",
      summary: "the column to compare with, where there are several",
    },
    distance: { type: "string", choices: ["l2", "cosine", "dot"], summary: "how vectors are compared" },
    text: { type: "string", value: "WORDS", summary: "the rows that hold these words" },
    "text-columns": {
      type: "string",
      value: "NAMES",
      summary: "the columns to look in; all that have an index by default",
    },
    where: { type: "string", value: "SQL", summary: 'only rows for which it holds: --where "age > 3"' },
    columns: {
      type: "string",
      value: "NAMES",
      summary: "the columns to show, with commas between, or a JSON list",
    },
    limit: { type: "string", value: "N", summary: `at most so many rows; default ${defaultLimit}` },
    offset: { type: "string", value: "N", summary: "leave out the first N rows" },
    version: { type: "string", value: "N", summary: "the table as it was at that version" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: [
    "a line for each row, its columns as they are named. Dates, times and durations are ISO 8601 texts, a time of a column with",
    "a zone is in UTC and ends with Z; decimals and whole numbers beyond 2^53 are texts, as are NaN and Infinity; bytes are",
    "Base64, maps are objects.",
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
    // One more than is shown tells whether there are more.
    const asked = output.json ? request : { ...request, k: request.k + 1 };
    const { data } = await catalog.namespace.queryTable(asked, { signal });
    const { readRows } = await import("../output/read-rows.ts");
    const { cellText, jsonText } = await import("@lancetree/arrow");
    let names: readonly string[] = [];
    const shown: string[][] = [];
    for await (const { columns, values } of readRows(data)) {
      progress.stop();
      names = columns;
      if (output.json) {
        const entries = columns.map((name, index) => [name, values[index] ?? null] as const);
        await output.jsonLine(jsonText({ entries }));
      } else shown.push(values.map(cellText));
    }
    progress.stop();
    if (output.json) return;
    const rows = shown.slice(0, request.k);
    const columns = names.map((title) => ({ title }));
    const hidden = rows.length > 0 ? await output.dataTable(columns, rows) : 0;
    const more = shown.length > rows.length ? "; there are more, --limit and --offset show them" : "";
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
    throw usageError("--vector-column and --distance go with --vector.");
  }
  if (text === undefined && textColumns) throw usageError("--text-columns goes with --text.");
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
  throw usageError("--vector takes numbers with commas between: --vector=0.1,-0.2.");
}
