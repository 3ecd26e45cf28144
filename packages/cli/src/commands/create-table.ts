import { isNamespaceError } from "@lancetree/core";
import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { fileFormats, formatOf } from "../input/file-format.ts";
import { openRows, passesOf, sizeOf } from "../input/open-rows.ts";
import { counted } from "../output/counted.ts";
import { bold, dim, green } from "../output/text.ts";
import { typeName } from "../output/type-name.ts";
import { formatPath, parseNamedPath } from "../paths.ts";
import { pairsOf, textOf } from "../values.ts";

export const createTableCommand: Command = {
  name: "create-table",
  summary: "create a table from a file",
  description: [
    "Arrow and Parquet files say the types of their columns. For CSV and JSON Lines the types are found by reading the whole",
    "file once before: lists of numbers that all have one length are vectors (float32), CSV columns that are not all numbers,",
    "true or false, or such lists are text. The file is never held in memory as a whole.",
  ].join("\n"),
  positionals: [{ name: "PATH", summary: "the table to create" }],
  options: {
    from: { type: "string", value: "FILE", completes: "file", summary: "the file with the rows" },
    format: {
      type: "string",
      choices: fileFormats,
      summary: "the format of the file, where its name does not tell",
    },
    mode: {
      type: "string",
      choices: ["create", "exist_ok", "overwrite"],
      summary: "what to do where it exists: fail (the default), keep it, or replace it",
    },
    property: { type: "string", multiple: true, value: "KEY=VALUE", summary: "a property of it" },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "created", "version", "rows", "columns": [{"name", "type"}], "inferred"}',
  examples: [
    { line: "lancetree create-table prod/search/user --from users.csv", summary: "types found by looking" },
    {
      line: "lancetree create-table prod/search/item --from items.parquet --mode overwrite --yes",
      summary: "replacing what is there, without a question",
    },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const file = textOf(values, "from");
    if (file === undefined) throw usageError("create-table needs a file.", "add --from FILE");
    const format = formatOf(file, textOf(values, "format"));
    const mode = textOf(values, "mode") ?? "create";
    const properties = pairsOf(values, "property");
    const size = await sizeOf(file);
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const exists = mode === "create" ? false : await tableExists(catalog, path, signal);
    if (exists && mode === "exist_ok") {
      await report(catalog, path, { created: false, inferred: false }, context);
      return;
    }
    if (exists) await output.confirm(`Replace the table ${formatPath(path)}, its data and its properties?`);
    using progress = output.progress(`reading ${file}`, size * passesOf(format));
    const rows = await openRows(file, { format, signal, onBytes: (bytes) => progress.advance(bytes) });
    await catalog.namespace.createTable({ id: path, mode, properties, data: rows.data }, { signal });
    progress.stop();
    await report(catalog, path, { created: true, inferred: rows.inferred }, context);
  },
};

async function tableExists(
  { namespace }: OpenCatalog,
  path: string[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await namespace.tableExists({ id: path }, { signal });
    return true;
  } catch (error) {
    if (isNamespaceError(error, 4)) return false;
    throw error;
  }
}

/** Says what stands there now, and what types its columns got. */
async function report(
  { namespace }: OpenCatalog,
  path: string[],
  { created, inferred }: { readonly created: boolean; readonly inferred: boolean },
  { output, signal }: CommandContext,
): Promise<void> {
  const request = { id: path, load_detailed_metadata: true };
  const [{ schema, version = null }, { count }] = await Promise.all([
    namespace.describeTable(request, { signal }),
    namespace.countTableRows({ id: path }, { signal }),
  ]);
  const columns = (schema?.fields ?? []).map(({ name, type }) => ({ name, type: typeName(type) }));
  if (output.json) return output.record({ path, created, version, rows: count, columns, inferred });
  await output.line([
    "table ",
    bold(formatPath(path)),
    created ? green(" created") : " exists and stays as it is",
    `: ${counted(count, "row")}, ${counted(columns.length, "column")}${inferred ? ", their types inferred" : ""}`,
  ]);
  for (const { name, type } of columns) await output.line(["  ", name, dim(`  ${type}`)]);
}
