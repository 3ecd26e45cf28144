import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import type { CatalogChoice } from "../catalog/choose-catalog.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { isSet } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { green, red, type Span, type StyledText } from "../output/styled-text.ts";
import { formatPath } from "../paths.ts";
import type { CatalogTree } from "../tree-file/catalog-tree.ts";
import type { Change } from "../tree-file/plan-changes.ts";

export const applyCommand: Command = {
  name: "apply",
  summary: "create the objects that an exported TOML file lists and the catalog lacks",
  description: [
    "The command lists the changes and asks for confirmation. It never changes an existing object: if one of them",
    "differs from the file, the command fails and changes nothing. With --prune it also removes the objects that the",
    "file does not list: it deregisters tables, whose data stays, and drops namespaces.",
    "A second run changes nothing.",
  ].join("\n"),
  positionals: [{ name: "FILE", summary: "the TOML file; - is standard input", completes: "file" }],
  options: {
    prune: {
      type: "boolean",
      summary: "also remove the objects below the file's namespace that the file does not list",
    },
    "dry-run": { type: "boolean", summary: "only show the changes" },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: 'one line for each planned change, and one when it is done: {"action", "path", "location", "properties", "done"}',
  examples: [
    { line: "lancetree apply catalog.toml --dry-run", summary: "show the changes" },
    { line: "lancetree apply catalog.toml --yes", summary: "without a question" },
  ],
  async run(context) {
    const { output, positionals, values } = context;
    output.ignoreClosedPipe();
    const { readTreeFile } = await import("../tree-file/read-tree-file.ts");
    const { planChanges } = await import("../tree-file/plan-changes.ts");
    const { carryOut } = await import("../tree-file/carry-out.ts");
    const target = await readTreeFile(positionals[0] ?? "", context.stdin);
    await using catalog = await openCatalog(context, { mayBeNew: true });
    const existing = await readExisting(catalog, target.below, context);
    const { changes, conflicts } = planChanges(target, existing, isSet(values, "prune"));
    const missing = await missingData(changes, catalog.choice);
    refuseConflicts([...conflicts.map(({ message }) => message), ...missing], context);
    const isDry = isSet(values, "dry-run");
    for (const change of changes) {
      if (output.json) await output.record({ ...recordOf(change), done: false });
      else await output.line(lineOf(change));
    }
    if (changes.length === 0) {
      if (!output.json) await output.line("nothing to do: the catalog has everything in the file");
      return;
    }
    if (isDry) return;
    await output.confirm(`Make ${changes.length === 1 ? "this change" : `these ${changes.length} changes`}?`);
    using progress = output.progress("changing the catalog", changes.length);
    for (const change of changes) {
      await carryOut(catalog.namespace, change, context.signal);
      progress.advance();
      if (output.json) await output.record({ ...recordOf(change), done: true });
    }
    progress.stop();
    if (!output.json) await output.line([green("done"), `: ${pluralize(changes.length, "change")}`]);
  },
};

async function readExisting(
  { namespace, choice }: OpenCatalog,
  below: readonly string[],
  { output, signal }: CommandContext,
): Promise<CatalogTree> {
  const { readCatalogTree } = await import("../tree-file/catalog-tree.ts");
  using progress = output.progress("reading the catalog");
  try {
    return await readCatalogTree(namespace, below, { choice, signal, onObject: () => progress.advance() });
  } catch (error) {
    if (!isNamespaceError(error, 1)) throw error;
    // The file may create this namespace if its parent exists.
    await namespace.namespaceExists({ id: below.slice(0, -1) }, { signal });
    return { below, namespaces: [], tables: [] };
  }
}

/** Names tables without data. Only a local folder can be checked for this before the change. */
async function missingData(changes: readonly Change[], choice: CatalogChoice): Promise<string[]> {
  if (choice.kind === "rest" || choice.root.includes("://")) return [];
  const problems: string[] = [];
  for (const change of changes) {
    if (change.action !== "register" || change.entry.location === undefined) continue;
    const { path, location } = change.entry;
    const exists = await stat(join(choice.root, location)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!exists) problems.push(`There is no data for ${formatPath(path)} at ${location}.`);
  }
  return problems;
}

function refuseConflicts(conflicts: readonly string[], { output }: CommandContext): void {
  if (conflicts.length === 0) return;
  if (!output.json) for (const conflict of conflicts) output.error([red("! "), conflict]);
  const summary = output.json ? ` ${conflicts.join(" ")}` : "";
  throw new CliError(
    exitCodes.conflict,
    `The catalog differs from the file; nothing was changed.${summary}`,
    { hint: "change the file, or drop or move the objects that differ" },
  );
}

function recordOf({ action, entry }: Change): Record<string, unknown> {
  const { path, properties } = entry;
  return { action, path, location: "location" in entry ? (entry.location ?? null) : null, properties };
}

const verbs: Readonly<Record<Change["action"], readonly (string | Span)[]>> = {
  "create-namespace": [green("+ "), "namespace "],
  register: [green("+ "), "table     "],
  declare: [green("+ "), "table     "],
  deregister: [red("- "), "table     "],
  "drop-namespace": [red("- "), "namespace "],
};

function lineOf({ action, entry }: Change): StyledText {
  const location = "location" in entry && entry.location !== undefined ? ` at ${entry.location}` : "";
  const properties = Object.entries(entry.properties).map(([key, value]) => `${key} = ${value}`);
  const remark = { deregister: " (its data stays)", declare: " (declared)" }[action as string] ?? "";
  const more = properties.length > 0 ? `  ${properties.join(", ")}` : "";
  return [...verbs[action], formatPath(entry.path), location, remark, more];
}
