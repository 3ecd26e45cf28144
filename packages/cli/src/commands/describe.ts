import { listChildren } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { objectKind } from "../catalog/object-kind.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { TableColumn } from "../catalog/table-columns.ts";
import type { Command, CommandContext } from "../command.ts";
import { hiddenColumns, maxColumns } from "../output/max-columns.ts";
import type { Output } from "../output/output.ts";
import { pluralize } from "../output/pluralize.ts";
import { dim, type StyledText } from "../output/styled-text.ts";
import { formatPath, parsePath } from "../paths.ts";

export const describeCommand: Command = {
  name: "describe",
  summary: "show the details of a namespace or a table",
  description: [
    "Column types are printed in the form that create-table --type accepts. Storage options from the catalog are never",
    "printed, because they may contain secrets.",
  ].join("\n"),
  positionals: [{ name: "PATH", summary: "the namespace or table" }],
  options: { ...jsonOption, ...catalogOptions },
  json: [
    '{"kind": "namespace", "path", "namespaces", "tables", "properties"}, or {"kind": "table", "path",',
    '"location", "version", "rows", "columns": [{"name", "type", "nullable"}], "properties", "declared"}',
  ].join("\n"),
  examples: [
    { line: "lancetree describe prod/search", summary: "a namespace and its properties" },
    { line: "lancetree describe prod/search/user", summary: "a table: its location, rows and columns" },
  ],
  async run(context) {
    const path = parsePath(context.positionals[0]);
    await using catalog = await openCatalog(context);
    const { namespace } = catalog;
    const kind = await objectKind(namespace, path, context.signal);
    await (kind === "namespace" ? describeNamespace : describeTable)(namespace, path, context);
  },
};

type Namespace = Parameters<typeof objectKind>[0];

async function describeNamespace(
  namespace: Namespace,
  path: string[],
  { output, signal }: CommandContext,
): Promise<void> {
  const { properties } = await namespace.describeNamespace({ id: path }, { signal });
  const children = await listChildren(namespace, path, { signal });
  const tables = children.filter(({ kind }) => kind === "table").length;
  const description = { namespaces: children.length - tables, tables, properties: { ...properties } };
  if (output.json) return output.record({ kind: "namespace", path, ...description });
  await printPairs(output, [
    ["namespace", formatPath(path)],
    ["holds", `${pluralize(description.namespaces, "namespace")}, ${pluralize(tables, "table")}`],
    ...propertyPairs(description.properties),
  ]);
}

async function describeTable(
  namespace: Namespace,
  path: string[],
  { output, signal }: CommandContext,
): Promise<void> {
  const request = { id: path, load_detailed_metadata: true, check_declared: true };
  const table = await namespace.describeTable(request, { signal });
  const isDeclared = table.is_only_declared === true;
  const rows = isDeclared ? null : (await namespace.countTableRows({ id: path }, { signal })).count;
  const { location = null, version = null, properties } = table;
  const { tableColumns } = await import("../catalog/table-columns.ts");
  const columns = await tableColumns(namespace, path, table.schema, signal);
  if (output.json) {
    return output.record({
      kind: "table",
      path,
      location,
      version,
      rows,
      columns,
      properties: { ...properties },
      declared: isDeclared,
    });
  }
  await printPairs(output, [
    ["table", formatPath(path)],
    ["location", location ?? "unknown"],
    ...(isDeclared
      ? [["state", "declared, not written yet"] as const]
      : [["version", String(version ?? "unknown")] as const, ["rows", String(rows)] as const]),
    ...(columns.length > maxColumns ? [["columns", String(columns.length)] as const] : []),
    ...propertyPairs({ ...properties }),
  ]);
  if (columns.length > 0) {
    await output.line();
    const visible = columns.slice(0, maxColumns);
    await output.table([{ title: "COLUMN" }, { title: "TYPE" }, { title: "" }], columnRows(visible));
    const hidden = columns.length - visible.length;
    if (hidden > 0) output.note([dim(`${hiddenColumns(hidden)}; --json shows all`)]);
  }
}

function columnRows(columns: readonly TableColumn[]): StyledText[][] {
  return columns.map(({ name, type, nullable }) => [name, type, nullable ? "" : [dim("not null")]]);
}

function propertyPairs(properties: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(properties).map(([key, value]) => ["property", `${key} = ${value}`]);
}

/** Prints names and their values in two columns. */
async function printPairs(
  output: Output,
  pairs: readonly (readonly [name: string, value: string])[],
): Promise<void> {
  const width = Math.max(...pairs.map(([name]) => name.length));
  for (const [name, value] of pairs) await output.line([dim(name.padEnd(width)), `  ${value}`]);
}
