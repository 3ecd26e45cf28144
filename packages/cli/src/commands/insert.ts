import type { VectorType } from "@lancetree/arrow";
import { UnsupportedError } from "@lancetree/core";
import type { Field } from "apache-arrow-21";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { isTextFormat } from "../input/file-format.ts";
import { openInput } from "../input/input-file.ts";
import { inputOptions, readInputOptions } from "../input/input-options.ts";
import { openRows, passesOf } from "../input/open-rows.ts";
import { pluralize } from "../output/pluralize.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const insertCommand: Command = {
  name: "insert",
  summary: "append the rows of a file to a table",
  description: [
    "Values in CSV and JSON are converted to the types of the table's columns. If a value does not fit its column, the",
    "command names its line and writes nothing. Columns are matched by name: a column that the table lacks is an error,",
    "and a column that the file lacks becomes null. Arrow and Parquet files contain their types; their lists become",
    "vectors if the table's column is a vector.",
  ].join("\n"),
  positionals: [{ name: "PATH", summary: "the table" }],
  options: { ...inputOptions, ...jsonOption, ...catalogOptions },
  json: '{"path", "inserted", "rows", "version"}; "inserted" and "version" are null if a server does not report them',
  examples: [{ line: "lancetree insert prod/search/user --from users.csv", summary: "from a CSV file" }],
  async run(context) {
    const { output, positionals, signal } = context;
    const path = parseNamedPath(positionals[0]);
    const { file, format, text } = await readInputOptions(context, "insert");
    await using catalog = await openCatalog(context);
    const { namespace } = catalog;
    await namespace.tableExists({ id: path }, { signal });
    const known = isTextFormat(format)
      ? { fields: await fieldsOf(catalog, path, context) }
      : { vectors: await vectorsOf(catalog, path, context) };
    await using input = await openInput(file, context);
    using progress = output.progress(`reading ${file}`, input.size * passesOf(format));
    const onBytes = (bytes: number): void => progress.advance(bytes);
    await using rows = await openRows(input, {
      format,
      signal,
      onBytes,
      text: { ...text, ...known },
    });
    const response = await namespace.insertIntoTable({ id: path, data: rows.data }, { signal });
    progress.stop();
    const { count } = await namespace.countTableRows({ id: path }, { signal });
    const { num_inserted_rows: inserted = null, version = null } = response;
    if (output.json) return output.record({ path, inserted, rows: count, version });
    await output.line([
      "table ",
      bold(formatPath(path)),
      green(`: ${inserted === null ? "rows" : pluralize(inserted, "row")} appended`),
      `, ${pluralize(count, "row")} now`,
    ]);
  },
};

/** The columns of the table with the units and zones of their types, which only a query result contains. */
async function fieldsOf(
  { namespace }: OpenCatalog,
  path: string[],
  { signal }: CommandContext,
): Promise<readonly Field[]> {
  const { openArrowReader } = await import("../arrow-reader.ts");
  const { data } = await namespace.queryTable({ id: path, k: 1 }, { signal });
  try {
    const reader = await openArrowReader(data);
    const { fields } = reader.schema;
    for await (const batch of reader) void batch;
    return fields;
  } catch (cause) {
    signal.throwIfAborted();
    throw new UnsupportedError(
      `The table ${formatPath(path)} has columns of types that cannot be read from text; insert an Arrow or a Parquet file.`,
      { cause },
    );
  }
}

const floatBits: Readonly<Record<string, VectorType["bits"]>> = { float16: 16, float32: 32, float64: 64 };

/** The columns of the table that are vectors, which other programs store as lists. */
async function vectorsOf(
  { namespace }: OpenCatalog,
  path: string[],
  { signal }: CommandContext,
): Promise<ReadonlyMap<string, VectorType>> {
  const request = { id: path, load_detailed_metadata: true };
  const { schema } = await namespace.describeTable(request, { signal });
  return new Map(
    (schema?.fields ?? []).flatMap(({ name, type: { type, length, fields: [item] = [] } }) => {
      const bits = floatBits[item?.type.type ?? ""];
      return type === "fixed_size_list" && length && bits ? [[name, { length, bits }] as const] : [];
    }),
  );
}
