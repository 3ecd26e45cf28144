import {
  type CreateTableIndexRequest,
  type DescribeTableResponse,
  type Namespace,
  paginate,
} from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError, usageError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { keyValuePairs, stringValue } from "../option-values.ts";
import { bold, dim, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";
import { didYouMean } from "../suggestion.ts";

const vectorTypes = ["IVF_FLAT", "IVF_PQ", "IVF_RQ", "IVF_HNSW_PQ", "IVF_HNSW_SQ"];
const scalarTypes = ["BTREE", "BITMAP", "LABEL_LIST", "FM", "FTS"];

/** The parameters of an index besides its type, by their names in the protocol. */
const parameters = [
  "distance_type",
  "num_partitions",
  "num_sub_vectors",
  "num_bits",
  "sample_rate",
  "max_iterations",
  "m",
  "ef_construction",
  "base_tokenizer",
  "language",
  "max_token_length",
  "with_position",
  "lower_case",
  "stem",
  "remove_stop_words",
  "ascii_folding",
] as const satisfies readonly (keyof CreateTableIndexRequest)[];

export const createIndexCommand: Command = {
  name: "create-index",
  summary: "create an index on a column: for vectors, for conditions, or for text search",
  description: [
    "FTS makes query --text possible. The IVF types make query --vector faster; the other types make --where faster. Without",
    "--type, a vector column gets IVF_PQ, which needs 256 rows or more; a column of lists gets LABEL_LIST; any other",
    "column gets BTREE.",
    "",
    `--parameter accepts the parameters of the protocol: ${parameters.join(", ")}. Each type of index accepts some of them; the command rejects any other.`,
  ].join("\n"),
  positionals: [
    { name: "PATH", summary: "the table" },
    { name: "COLUMN", summary: "the column" },
  ],
  options: {
    type: { type: "string", choices: [...vectorTypes, ...scalarTypes], summary: "the type of the index" },
    name: { type: "string", value: "NAME", summary: "the name of the index; default COLUMN_idx" },
    parameter: {
      type: "string",
      multiple: true,
      value: "KEY=VALUE",
      summary: "a parameter of the index, such as distance_type=cosine",
    },
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "column", "type", "name"}; "name" is null if the table does not list the index',
  examples: [
    {
      line: "lancetree create-index prod/search/user name --type FTS",
      summary: "for text search",
    },
    {
      line: "lancetree create-index prod/search/user vector --type IVF_FLAT --parameter num_partitions=1",
      summary: "for vector search in a small table",
    },
    { line: "lancetree create-index prod/search/user id", summary: "for conditions" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const column = positionals[1] ?? "";
    const parameterValues = readParameters(context);
    await using catalog = await openCatalog(context);
    const { namespace } = catalog;
    const { schema } = await namespace.describeTable({ id: path, load_detailed_metadata: true }, { signal });
    const type = stringValue(values, "type") ?? typeFor(schema, path, column);
    const requestedName = stringValue(values, "name");
    const request: CreateTableIndexRequest = {
      id: path,
      column,
      index_type: type,
      ...(requestedName !== undefined && { name: requestedName }),
      ...parameterValues,
    };
    const before = await indexNames(namespace, path, signal);
    await output.during(`indexing ${column}`, () =>
      vectorTypes.includes(type)
        ? namespace.createTableIndex(request, { signal })
        : namespace.createTableScalarIndex(request, { signal }),
    );
    const after = await indexNames(namespace, path, signal);
    const name = requestedName ?? after.find((one) => !before.includes(one)) ?? null;
    if (output.json) return output.record({ path, column, type, name });
    await output.line([
      "index ",
      bold(name ?? ""),
      green(" created"),
      ` on ${column} of ${formatPath(path)}`,
      dim(`  ${type}`),
    ]);
  },
};

type Schema = DescribeTableResponse["schema"];

/** The default type of an index for the type of a column. Rejects if the table has no such column. */
function typeFor(schema: Schema, path: readonly string[], column: string): string {
  const fields = schema?.fields ?? [];
  let level = fields;
  let found: (typeof fields)[number] | undefined = level.find(({ name }) => name === column);
  for (const part of found ? [] : column.split(".")) {
    found = level.find(({ name }) => name === part);
    level = found?.type.fields ?? [];
  }
  if (!found) {
    throw new CliError(exitCodes.notFound, `The table ${formatPath(path)} has no column "${column}".`, {
      hint: didYouMean(
        column,
        fields.map(({ name }) => name),
      ),
    });
  }
  const { type } = found.type;
  if (type.startsWith("fixed_size_list")) return "IVF_PQ";
  return type.includes("list") ? "LABEL_LIST" : "BTREE";
}

function readParameters({ values }: CommandContext): Record<string, string | number | boolean> {
  const entries = Object.entries(keyValuePairs(values, "parameter")).map(([key, text]) => {
    if (!parameters.some((known) => known === key)) {
      throw usageError(`An index has no parameter "${key}".`, didYouMean(key, parameters));
    }
    if (text === "true" || text === "false") return [key, text === "true"] as const;
    return [key, /^\d+$/.test(text) ? Number(text) : text] as const;
  });
  return Object.fromEntries(entries);
}

async function indexNames(namespace: Namespace, path: string[], signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  const pages = paginate(
    (token) => namespace.listTableIndices({ id: path, ...(token && { page_token: token }) }, { signal }),
    ({ indexes }) => indexes.map((index) => index.index_name),
    { signal },
  );
  for await (const name of pages) names.push(name);
  return names;
}
