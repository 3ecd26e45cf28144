import { isNamespaceError, walk } from "@lancetree/core";
import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { namespaceExists } from "../catalog/exists.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { isSet } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const dropNamespaceCommand: Command = {
  name: "drop-namespace",
  summary: "drop a namespace",
  description:
    'The namespace must be empty. With --cascade its content is dropped as well, including the data of tables. A catalog in PostgreSQL keeps it for the time of --retain; "undrop" brings it back.',
  positionals: [{ name: "PATH", summary: "the namespace to drop" }],
  options: {
    cascade: { type: "boolean", summary: "also drop its content" },
    "if-exists": { type: "boolean", summary: "succeed if it does not exist" },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "dropped"}',
  examples: [
    {
      line: "lancetree drop-namespace prod/search --if-exists --yes",
      summary: "an empty namespace, without a question",
    },
    { line: "lancetree drop-namespace prod --cascade --yes", summary: "with its content" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const cascade = isSet(values, "cascade");
    await using catalog = await openCatalog(context);
    if (isSet(values, "if-exists") && !(await namespaceExists(catalog.namespace, path, signal))) {
      if (output.json) return output.record({ path, dropped: false });
      return output.line(["namespace ", bold(formatPath(path)), " does not exist"]);
    }
    const held = cascade ? await countBelow(catalog, path, context) : { namespaces: 0, tables: 0 };
    const inside =
      held.namespaces + held.tables > 0
        ? ` with ${pluralize(held.namespaces, "namespace")} and ${pluralize(held.tables, "table")} in it, data included`
        : "";
    await output.confirm(`Drop the namespace ${formatPath(path)}${inside}?`);
    const request = {
      id: path,
      mode: isSet(values, "if-exists") ? "skip" : "fail",
      behavior: cascade ? "cascade" : "restrict",
    };
    await output.during(`dropping ${formatPath(path)}`, () =>
      catalog.namespace.dropNamespace(request, { signal }),
    );
    if (output.json) await output.record({ path, dropped: true });
    else await output.line(["namespace ", bold(formatPath(path)), green(" dropped")]);
  },
};

async function countBelow(
  { namespace }: OpenCatalog,
  path: string[],
  { output, signal }: CommandContext,
): Promise<{ namespaces: number; tables: number }> {
  const held = { namespaces: 0, tables: 0 };
  using progress = output.progress("counting what would be dropped");
  try {
    for await (const { kind } of walk(namespace, path, { signal })) {
      held[kind === "table" ? "tables" : "namespaces"] += 1;
      progress.advance();
    }
  } catch (error) {
    // The drop itself decides whether this is a failure.
    if (!isNamespaceError(error, 1)) throw error;
  }
  return held;
}
