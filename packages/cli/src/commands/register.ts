import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import { relativeLocation } from "../catalog/relative-location.ts";
import type { Command } from "../command.ts";
import { bold, green } from "../output/text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";
import { pairsOf, textOf } from "../values.ts";

export const registerCommand: Command = {
  name: "register",
  summary: "give a name to a table whose data lies somewhere already",
  positionals: [
    { name: "PATH", summary: "the table's name in the catalog" },
    { name: "LOCATION", summary: "where its data lies; in a folder, a path below the root" },
  ],
  options: {
    property: { type: "string", multiple: true, value: "KEY=VALUE", summary: "a property of it" },
    mode: {
      type: "string",
      choices: ["create", "overwrite"],
      summary: "what to do where the name is taken: fail (the default), or drop that table and its data",
    },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "location", "properties"}',
  examples: [
    {
      line: "lancetree register prod/people tables/people.lance",
      summary: "a table that another program wrote",
    },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const mode = textOf(values, "mode") ?? "create";
    const properties = pairsOf(values, "property");
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const location = relativeLocation(catalog.choice, positionals[1] ?? "");
    if (mode === "overwrite") {
      await output.confirm(`Drop the table ${formatPath(path)} and its data, if it exists?`);
    }
    const answer = await catalog.namespace.registerTable(
      { id: path, location, mode, properties },
      { signal },
    );
    if (output.json) {
      return output.record({ path, location, properties: { ...answer.properties } });
    }
    await output.line(["table ", bold(formatPath(path)), green(" registered"), ` at ${location}`]);
  },
};
