import { alreadyExists, type Namespace } from "@lancetree/core";
import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { createParents, namespaceExists, type Outcome, tableExists } from "../catalog/exists.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { openInput } from "../input/input-file.ts";
import { inputOptions, readInputOptions, typeOption } from "../input/input-options.ts";
import { openRows, passesOf } from "../input/open-rows.ts";
import { isSet, keyValuePairs, stringValue } from "../option-values.ts";
import { hiddenColumns, maxColumns } from "../output/max-columns.ts";
import { pluralize } from "../output/pluralize.ts";
import { bold, dim, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

/** A file with thousands of columns may have a note on each. */
const maxNotes = 10;

export const createTableCommand: Command = {
  name: "create-table",
  summary: "create a table from a file",
  description: [
    "Arrow and Parquet files contain their types; for them, --type can only turn lists into vectors. For CSV and JSON",
    "the command first reads the whole file to infer the types: integers become int64, other numbers float64, and lists",
    "of numbers that all have one length become vectors of float32. A CSV column with any other value becomes a string",
    "column, and a note names the first such cell. --type overrides the inferred type. The file is never in memory as a",
    "whole. Pipes and gzip files are first copied to a temporary file.",
    "",
    'The first line of a CSV or TSV file contains the names of the columns. A line "sep=;" before it, as Excel writes',
    "it, sets the delimiter. Empty cells are null. Numbers with leading zeros become strings. Numbers with a decimal",
    "comma or thousands separators become strings unless --decimal or --thousands is set, and dates unless --type is",
    "set. In a cell that does not begin with a quote, a quote is an ordinary character. --quote none is for files",
    "without quoting, such as TSV from databases. A JSON file contains an array of objects, or one object per line.",
    "",
    "--type accepts int64, float64, bool, utf8, date32, timestamp:us, timestamp:us:UTC, decimal(10, 2),",
    "list<int64>, float32[128] and other types; the error message for an unknown type lists all of them.",
  ].join("\n"),
  positionals: [{ name: "PATH", summary: "the table to create" }],
  options: {
    ...inputOptions,
    ...typeOption,
    mode: {
      type: "string",
      choices: ["create", "exist_ok", "overwrite"],
      summary: "if the table exists: fail (the default), keep it, or replace it",
    },
    parents: { type: "boolean", short: "p", summary: "also create missing namespaces above it" },
    property: { type: "string", multiple: true, value: "KEY=VALUE", summary: "a property of the table" },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "created", "version", "rows", "columns": [{"name", "type"}], "inferred", "outcome": "created" | "kept" | "replaced", "notes": [strings]}',
  examples: [
    { line: "lancetree create-table prod/search/user --from users.csv", summary: "with inferred types" },
    {
      line: "lancetree create-table prod/search/item --from items.parquet --mode overwrite --yes",
      summary: "replace an existing table, without a question",
    },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const { file, format, text } = await readInputOptions(context, "create-table");
    const mode = stringValue(values, "mode") ?? "create";
    const properties = keyValuePairs(values, "property");
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const { namespace } = catalog;
    const parents = isSet(values, "parents");
    const existed = await checkTarget(namespace, path, { mode, parents }, signal);
    if (existed && mode === "exist_ok") {
      await report(catalog, path, { outcome: "kept", inferred: false, notes: [] }, context);
      return;
    }
    if (existed) await output.confirm(`Replace the table ${formatPath(path)}, its data and its properties?`);
    await using input = await openInput(file, context);
    using progress = output.progress(`reading ${file}`, input.size * passesOf(format));
    const onBytes = (bytes: number): void => progress.advance(bytes);
    await using rows = await openRows(input, { format, signal, onBytes, text });
    if (parents) await createParents(namespace, path, signal);
    await namespace.createTable({ id: path, mode, properties, data: rows.data }, { signal });
    progress.stop();
    const outcome = existed ? "replaced" : "created";
    const { inferred } = rows;
    await report(catalog, path, { outcome, inferred, notes: rows.notes?.() ?? [] }, context);
  },
};

/**
 * Checks what exists at the path before the file, which may be large, is read.
 *
 * @returns whether the table exists
 * @throws NamespaceNotFound and TableAlreadyExists if the creation would reject with them
 */
async function checkTarget(
  namespace: Namespace,
  path: string[],
  { mode, parents }: { readonly mode: string; readonly parents: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const exists = await isWritten(namespace, path, signal);
  if (exists && mode === "create") throw alreadyExists(path, "table");
  if (exists) return true;
  if (await namespaceExists(namespace, path, signal)) throw alreadyExists(path, "namespace");
  const above = path.slice(0, -1);
  if (!parents && above.length > 0) await namespace.namespaceExists({ id: above }, { signal });
  return false;
}

/** Whether a table exists and has data; one that is only declared has none yet. */
async function isWritten(namespace: Namespace, path: string[], signal: AbortSignal): Promise<boolean> {
  if (!(await tableExists(namespace, path, signal))) return false;
  const table = await namespace.describeTable({ id: path, check_declared: true }, { signal });
  return table.is_only_declared !== true;
}

interface Report {
  readonly outcome: Outcome;
  readonly inferred: boolean;
  /** Notes on how the file was read. */
  readonly notes: readonly string[];
}

/** Prints what the table is now, and the types of its columns. */
async function report(
  { namespace }: OpenCatalog,
  path: string[],
  { outcome, inferred, notes }: Report,
  { output, signal }: CommandContext,
): Promise<void> {
  const request = { id: path, load_detailed_metadata: true };
  const [{ schema, version = null }, { count }] = await Promise.all([
    namespace.describeTable(request, { signal }),
    namespace.countTableRows({ id: path }, { signal }),
  ]);
  const { tableColumns } = await import("../catalog/table-columns.ts");
  const described = await tableColumns(namespace, path, schema, signal);
  const columns = described.map(({ name, type }) => ({ name, type }));
  if (output.json) {
    const created = outcome !== "kept";
    return output.record({ path, created, version, rows: count, columns, inferred, outcome, notes });
  }
  await output.line([
    "table ",
    bold(formatPath(path)),
    outcome === "kept" ? " already exists and was not changed" : green(` ${outcome}`),
    `: ${pluralize(count, "row")}, ${pluralize(columns.length, "column")}${inferred ? ", their types inferred" : ""}`,
  ]);
  for (const { name, type } of columns.slice(0, maxColumns)) {
    await output.line(["  ", name, dim(`  ${type}`)]);
  }
  const hidden = columns.length - maxColumns;
  if (hidden > 0) output.note([dim(`  ${hiddenColumns(hidden)}; --json shows all`)]);
  for (const note of notes.slice(0, maxNotes)) output.note(`note: ${note}`);
  if (notes.length > maxNotes)
    output.note(`${pluralize(notes.length - maxNotes, "more note")}; --json shows all`);
}
