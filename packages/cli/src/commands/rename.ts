import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const renameCommand: Command = {
  name: "rename",
  summary: "give a table a new name, or move it to another namespace",
  description: [
    "Data is not moved, except for tables at the root of a folder. Namespaces cannot be renamed.",
  ].join("\n"),
  positionals: [
    { name: "PATH", summary: "the table" },
    { name: "NEW_PATH", summary: "its full new path" },
  ],
  options: { ...jsonOption, ...catalogOptions },
  json: '{"from", "to"}',
  examples: [
    { line: "lancetree rename prod/search/item prod/search/product", summary: "within its namespace" },
    { line: "lancetree rename prod/search/product prod/product", summary: "to another namespace" },
  ],
  async run(context) {
    const { output, positionals, signal } = context;
    const from = parseNamedPath(positionals[0]);
    const to = parseNamedPath(positionals[1]);
    await using catalog = await openCatalog(context);
    const request = { id: from, new_table_name: to.at(-1) ?? "", new_namespace_id: to.slice(0, -1) };
    await output.during(`renaming ${formatPath(from)}`, () =>
      catalog.namespace.renameTable(request, { signal }),
    );
    if (output.json) return output.record({ from, to });
    await output.line(["table ", bold(formatPath(from)), green(" renamed"), ` to ${formatPath(to)}`]);
  },
};
