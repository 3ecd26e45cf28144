import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { extensionsOf } from "../catalog/extensions-of.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { durationValue, stringValue } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { formatPath, parsePath } from "../paths.ts";

export const purgeCommand: Command = {
  name: "purge",
  summary: "permanently remove dropped objects and their files",
  description:
    "For a catalog in PostgreSQL, with --postgres or on a server with --uri. Purged objects cannot be undropped. When the time of --retain is over, dropped objects are purged without this command.",
  positionals: [
    { name: "PATH", summary: "purge only what was dropped at this path or below", optional: true },
  ],
  options: {
    "older-than": {
      type: "string",
      value: "TIME",
      summary: "purge what was dropped longer ago than this, such as 7d; 0s for everything; required",
    },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"purged": the number of dropped objects}',
  examples: [{ line: "lancetree purge --older-than 7d --yes", summary: "without a question" }],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const olderThan = durationValue(values, "older-than");
    if (olderThan === undefined) throw usageError("The command needs --older-than.", "pass --older-than 7d");
    const id = parsePath(positionals[0]);
    await using catalog = await openCatalog(context);
    const extensions = extensionsOf(catalog, "purge");
    const where = id.length === 0 ? "" : ` in ${formatPath(id)}`;
    await output.confirm(
      `Remove what was dropped${where} more than ${stringValue(values, "older-than")} ago?`,
    );
    const { purged } = await output.during("purging", () =>
      extensions.purgeDropped({ id, older_than_seconds: olderThan / 1000 }, { signal }),
    );
    if (output.json) return output.record({ purged });
    await output.line(`${pluralize(purged, "dropped object")} purged`);
  },
};
