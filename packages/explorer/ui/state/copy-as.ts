import { catalogAddress } from "../server/catalog.ts";
import type { TableAt } from "../server/table.ts";

/** A query of the page, in the words of those who write it. */
export interface CopiedQuery {
  readonly table: TableAt;
  readonly filter?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly limit: number;
  readonly orderBy?: { readonly column: string; readonly ascending: boolean } | undefined;
  readonly vector?: readonly number[] | undefined;
  readonly vectorColumn?: string | undefined;
  readonly text?: string | undefined;
}

export const languages = ["TypeScript", "Python", "curl", "lancetree"] as const;
export type Language = (typeof languages)[number];

/** A program that does what the page does; no key is in it. */
export function copyAs(language: Language, query: CopiedQuery): string {
  return { TypeScript: typescript, Python: python, curl, lancetree: command }[language](query);
}

function body({ table, filter, columns, limit, orderBy, vector, vectorColumn, text }: CopiedQuery): object {
  return {
    ...(table.version !== undefined && { version: table.version }),
    ...(table.branch !== undefined && { branch: table.branch }),
    ...(filter && { filter }),
    ...(columns && { columns: { column_names: columns } }),
    ...(orderBy && { order_by: [{ column_name: orderBy.column, ascending: orderBy.ascending }] }),
    // Servers other than Lancetree's refuse a query without a vector.
    vector: { single_vector: vector ?? [] },
    ...(vectorColumn && { vector_column: vectorColumn }),
    ...(text && { full_text_query: { string_query: { query: text } } }),
    k: limit,
  };
}

function typescript(query: CopiedQuery): string {
  return `import { RestNamespace } from "@lancetree/rest-client";
import { readTable } from "@lancetree/rest-client/arrow";

const catalog = new RestNamespace({ uri: ${JSON.stringify(catalogAddress)} });
const rows = await readTable(
  catalog.queryTable({ id: ${JSON.stringify(query.table.id)}, ...${JSON.stringify(body(query))} }),
);
console.log(rows.toArray());
`;
}

function python(query: CopiedQuery): string {
  return `import io
import pyarrow.ipc
import requests

response = requests.post(
    ${JSON.stringify(address(query.table.id))},
    json=${pythonLiteral(body(query))},
)
response.raise_for_status()
print(pyarrow.ipc.open_file(io.BytesIO(response.content)).read_all())
`;
}

function curl(query: CopiedQuery): string {
  return `curl ${shellQuote(address(query.table.id))} \\
  -H 'content-type: application/json' \\
  -d ${shellQuote(JSON.stringify(body(query)))} \\
  -o rows.arrow
`;
}

function command({ table, filter, columns, limit, vector, vectorColumn, text }: CopiedQuery): string {
  const parts = [
    `lancetree query ${shellQuote(table.id.join("/"))}`,
    `--uri ${shellQuote(catalogAddress)}`,
    vector && `--vector=${vector.join(",")}`,
    vectorColumn && `--vector-column ${shellQuote(vectorColumn)}`,
    text && `--text ${shellQuote(text)}`,
    filter && `--where ${shellQuote(filter)}`,
    columns && `--columns ${shellQuote(JSON.stringify(columns))}`,
    table.version !== undefined && `--version ${table.version}`,
    `--limit ${limit}`,
  ].filter(Boolean);
  return `${parts.join(" \\\n  ")}\n`;
}

function address(id: readonly string[]): string {
  return `${catalogAddress}/v1/table/${encodeURIComponent(id.join("$"))}/query`;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function pythonLiteral(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (token) => {
    return { true: "True", false: "False", null: "None" }[token] ?? token;
  });
}
