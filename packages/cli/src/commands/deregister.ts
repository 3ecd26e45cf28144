import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import { relativeLocation } from "../catalog/relative-location.ts";
import type { Command } from "../command.ts";
import { bold, dim, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const deregisterCommand: Command = {
  name: "deregister",
  summary: "take a table out of the catalog and leave its data where it is",
  description: 'It prints where the data lies: "register" takes that to bring the table back.',
  positionals: [{ name: "PATH", summary: "the table" }],
  options: { ...jsonOption, ...catalogOptions },
  json: '{"path", "location", "properties"}',
  examples: [{ line: "lancetree deregister prod/product", summary: "the name goes, the data stays" }],
  async run(context) {
    const { output, positionals, signal } = context;
    const path = parseNamedPath(positionals[0]);
    await using catalog = await openCatalog(context);
    const answer = await catalog.namespace.deregisterTable({ id: path }, { signal });
    const location = answer.location ? relativeLocation(catalog.choice, answer.location) : null;
    const properties = { ...answer.properties };
    if (output.json) return output.record({ path, location, properties });
    await output.line(["table ", bold(formatPath(path)), green(" deregistered")]);
    if (location !== null) await output.line([dim("its data stays at "), location]);
  },
};
