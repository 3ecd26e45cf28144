import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { tableExists } from "../catalog/exists.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { isSet } from "../option-values.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const dropTableCommand: Command = {
  name: "drop-table",
  summary: "drop a table and its data",
  description:
    'To keep the data, use "deregister". A catalog in PostgreSQL keeps the table for the time of --retain; "undrop" brings it back.',
  positionals: [{ name: "PATH", summary: "the table to drop" }],
  options: {
    "if-exists": { type: "boolean", summary: "succeed if it does not exist" },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "dropped"}',
  examples: [{ line: "lancetree drop-table prod/search/user --yes", summary: "without a question" }],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    await using catalog = await openCatalog(context);
    if (isSet(values, "if-exists") && !(await tableExists(catalog.namespace, path, signal))) {
      if (output.json) return output.record({ path, dropped: false });
      return output.line(["table ", bold(formatPath(path)), " does not exist"]);
    }
    await output.confirm(`Drop the table ${formatPath(path)} and its data?`);
    await output.during(`dropping ${formatPath(path)}`, () =>
      catalog.namespace.dropTable({ id: path }, { signal }),
    );
    if (output.json) return output.record({ path, dropped: true });
    await output.line(["table ", bold(formatPath(path)), green(" dropped")]);
  },
};
