import { paginate } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { extensionsOf } from "../catalog/extensions-of.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parsePath } from "../paths.ts";

export const droppedCommand: Command = {
  name: "dropped",
  summary: "list the dropped objects that the catalog keeps",
  description:
    'For a catalog in PostgreSQL, with --postgres or on a server with --uri. The catalog keeps an object that was dropped or overwritten if the process that did so had --retain. "undrop" brings it back.',
  positionals: [
    { name: "PATH", summary: "list only what was dropped at this path or below", optional: true },
  ],
  options: { ...jsonOption, ...catalogOptions },
  json: 'one line for each object: {"path", "drop_id", "kind", "tables", "dropped_at", "kept_until"}, times in ISO 8601',
  examples: [{ line: "lancetree dropped prod", summary: "what was dropped in prod" }],
  async run(context) {
    const { output, positionals, signal } = context;
    await using catalog = await openCatalog(context);
    const extensions = extensionsOf(catalog, "dropped");
    const id = parsePath(positionals[0]);
    const pages = paginate(
      (token) => extensions.listDropped({ id, page_token: token }, { signal }),
      ({ dropped }) => dropped,
      { signal },
    );
    const all = [];
    for await (const one of pages) {
      const { id: path, ...rest } = one;
      if (output.json) await output.record({ path, ...rest });
      else all.push(one);
    }
    if (output.json) return;
    await output.table(
      [
        { title: "PATH" },
        { title: "TABLES", align: "right" },
        { title: "DROPPED" },
        { title: "KEPT UNTIL" },
        { title: "DROP" },
      ],
      all.map((one) => [
        one.kind === "table" ? [green(formatPath(one.id))] : [bold(formatPath(one.id)), "/"],
        String(one.tables),
        one.dropped_at,
        one.kept_until,
        one.drop_id,
      ]),
    );
  },
};
