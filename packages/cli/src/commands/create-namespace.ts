import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { createParents, namespaceExists, type Outcome } from "../catalog/exists.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { isSet, keyValuePairs, stringValue } from "../option-values.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const createNamespaceCommand: Command = {
  name: "create-namespace",
  summary: "create a namespace",
  positionals: [{ name: "PATH", summary: "the namespace to create" }],
  options: {
    parents: { type: "boolean", short: "p", summary: "also create missing namespaces above it" },
    property: { type: "string", multiple: true, value: "KEY=VALUE", summary: "a property of the namespace" },
    mode: {
      type: "string",
      choices: ["create", "exist_ok", "overwrite"],
      summary: "if the namespace exists: fail (the default), keep it, or empty it",
    },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "properties", "outcome": "created" | "kept" | "replaced"}',
  examples: [
    { line: "lancetree create-namespace prod", summary: "a namespace at the root" },
    {
      line: "lancetree create-namespace prod/search --parents --property owner=search-team",
      summary: "a namespace below it, with a property",
    },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const mode = stringValue(values, "mode") ?? "create";
    const properties = keyValuePairs(values, "property");
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const { namespace } = catalog;
    const existed = mode !== "create" && (await namespaceExists(namespace, path, signal));
    if (existed && mode === "overwrite") {
      await output.confirm(`Drop everything below ${formatPath(path)} and remove its properties?`);
    }
    if (isSet(values, "parents")) await createParents(namespace, path, signal);
    const response = await namespace.createNamespace({ id: path, mode, properties }, { signal });
    const outcome: Outcome = !existed ? "created" : mode === "overwrite" ? "replaced" : "kept";
    if (output.json) return output.record({ path, properties: { ...response.properties }, outcome });
    const done = outcome === "kept" ? " already exists and was not changed" : green(` ${outcome}`);
    await output.line(["namespace ", bold(formatPath(path)), done]);
  },
};
