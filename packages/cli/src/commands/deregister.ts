import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import { relativeLocation } from "../catalog/relative-location.ts";
import type { Command } from "../command.ts";
import { bold, dim, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const deregisterCommand: Command = {
  name: "deregister",
  summary: "remove a table from the catalog and keep its data",
  description:
    'The command prints the location of the data; "register" with that location restores the table.',
  positionals: [{ name: "PATH", summary: "the table" }],
  options: { ...jsonOption, ...catalogOptions },
  json: '{"path", "location", "properties"}',
  examples: [{ line: "lancetree deregister prod/product", summary: "remove the name, keep the data" }],
  async run(context) {
    const { output, positionals, signal } = context;
    const path = parseNamedPath(positionals[0]);
    await using catalog = await openCatalog(context);
    const response = await catalog.namespace.deregisterTable({ id: path }, { signal });
    const location = response.location ? relativeLocation(catalog.choice, response.location) : null;
    const properties = { ...response.properties };
    if (output.json) return output.record({ path, location, properties });
    await output.line(["table ", bold(formatPath(path)), green(" deregistered")]);
    if (location !== null) await output.line([dim("its data stays at "), location]);
  },
};
