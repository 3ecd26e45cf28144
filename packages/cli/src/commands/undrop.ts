import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { extensionsOf } from "../catalog/extensions-of.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { stringValue } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const undropCommand: Command = {
  name: "undrop",
  summary: "bring back a dropped table or namespace",
  description:
    'For a catalog in PostgreSQL, with --postgres or on a server with --uri. A namespace comes back with everything that was dropped with it. If the path was dropped several times, the latest drop is undone, or the one that --drop names; "dropped" lists them.',
  positionals: [{ name: "PATH", summary: "the path that it had before the drop" }],
  options: {
    to: {
      type: "string",
      value: "PATH",
      summary: "bring it back at this path, for example if the old one is taken",
    },
    drop: { type: "string", value: "ID", summary: 'undo this drop, of those that "dropped" lists' },
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "kind", "tables": the number of tables}',
  examples: [
    { line: "lancetree undrop prod/search/user", summary: "at its old path" },
    { line: "lancetree undrop prod --to prod-before", summary: "a namespace, at a new path" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const id = parseNamedPath(positionals[0]);
    const to = stringValue(values, "to");
    await using catalog = await openCatalog(context);
    const request = {
      id,
      ...(to !== undefined && { new_id: parseNamedPath(to) }),
      drop_id: stringValue(values, "drop"),
    };
    const back = await output.during(`undropping ${formatPath(id)}`, () =>
      extensionsOf(catalog, "undrop").undrop(request, { signal }),
    );
    if (output.json) return output.record({ path: back.id, kind: back.kind, tables: back.tables });
    const inside = back.kind === "namespace" ? ` with ${pluralize(back.tables, "table")}` : "";
    await output.line([`${back.kind} `, bold(formatPath(back.id)), green(" is back"), inside]);
  },
};
