import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { type Outcome, tableExists } from "../catalog/exists.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import { relativeLocation } from "../catalog/relative-location.ts";
import type { Command } from "../command.ts";
import { keyValuePairs, stringValue } from "../option-values.ts";
import { bold, green } from "../output/styled-text.ts";
import { formatPath, parseNamedPath } from "../paths.ts";

export const registerCommand: Command = {
  name: "register",
  summary: "add a name for a table whose data already exists",
  description: [
    "With --mode overwrite the name's former table loses the name. In a folder, its data stays at its location. A server",
    "may drop the data.",
  ].join("\n"),
  positionals: [
    { name: "PATH", summary: "the table's name in the catalog" },
    { name: "LOCATION", summary: "the location of its data; in a folder, a path below the root" },
  ],
  options: {
    property: { type: "string", multiple: true, value: "KEY=VALUE", summary: "a property of the table" },
    mode: {
      type: "string",
      choices: ["create", "overwrite"],
      summary: "if the name exists: fail (the default), or use it for this table",
    },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"path", "location", "properties", "outcome": "created" | "replaced"}',
  examples: [
    {
      line: "lancetree register prod/people tables/people.lance",
      summary: "a table that another program wrote",
    },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const path = parseNamedPath(positionals[0]);
    const mode = stringValue(values, "mode") ?? "create";
    const properties = keyValuePairs(values, "property");
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const location = relativeLocation(catalog.choice, positionals[1] ?? "");
    const { namespace } = catalog;
    const former = mode === "overwrite" ? await formerLocation(catalog, path, signal) : undefined;
    if (former !== undefined) {
      const fate =
        catalog.choice.kind !== "rest" ? "its data stays there without a name" : "the server may drop it";
      await output.confirm(
        `${formatPath(path)} is the table at ${former}; ${fate}. Give the name to the table at ${location}?`,
      );
    }
    const response = await namespace.registerTable({ id: path, location, mode, properties }, { signal });
    const outcome: Outcome = former === undefined ? "created" : "replaced";
    if (output.json) {
      return output.record({ path, location, properties: { ...response.properties }, outcome });
    }
    await output.line(["table ", bold(formatPath(path)), green(" registered"), ` at ${location}`]);
    if (former !== undefined && catalog.choice.kind !== "rest") {
      await output.line(`the data that had this name stays at ${former}`);
    }
  },
};

/** The location of the table that has the name now; undefined if there is none. */
async function formerLocation(
  { namespace, choice }: OpenCatalog,
  path: string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!(await tableExists(namespace, path, signal))) return undefined;
  const { location } = await namespace.describeTable({ id: path, check_declared: true }, { signal });
  return location ? relativeLocation(choice, location) : "an unknown location";
}
