import { type CallOptions, isNamespaceError, type Namespace, walk } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { directoryOptions } from "../catalog/directory-options.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { isSet } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { green, yellow } from "../output/styled-text.ts";
import { formatPath } from "../paths.ts";

/** A problem that the check found. */
interface Finding {
  readonly finding:
    | "damage"
    | "unreadable"
    | "no-folder"
    | "unfinished"
    | "unnamed-folder"
    | "broken-table"
    | "newer-table";
  readonly path: readonly string[] | null;
  readonly location: string | null;
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

export const checkCommand: Command = {
  name: "check",
  summary: "report problems of a catalog",
  description: [
    "For a catalog in a folder, the command reports damage, unfinished changes of processes that stopped, tables",
    "without a folder, and folders that no table uses. With --tables, and always for a REST catalog, it also opens",
    "each table. It then also reports tables that cannot be opened or that this version cannot read, and tables of a newer",
    "Lance that changes by this version would damage.",
    "The command changes nothing. Its exit code is 11 if it finds problems.",
  ].join("\n"),
  positionals: [],
  options: {
    tables: { type: "boolean", summary: "also open each table" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: 'one line for each problem: {"finding", "path", "location", "message", "advice"}; "path" and "location" may be null',
  examples: [{ line: "lancetree check --tables", summary: "check everything" }],
  async run(context) {
    const { output, values } = context;
    await using catalog = await openCatalog(context);
    let found = 0;
    for await (const finding of findings(catalog, isSet(values, "tables"), context)) {
      found += 1;
      if (output.json) {
        await output.record(finding);
        continue;
      }
      const { finding: kind, path, location, message, advice } = finding;
      const where = path === null ? (location ?? "") : formatPath(path);
      await output.line([yellow(kind), where === "" ? "" : `  ${where}`, `: ${message}`]);
      await output.line(`  ${advice}`);
    }
    if (found === 0) {
      if (!output.json) await output.line([green("nothing found"), ` in ${catalog.title}`]);
      return;
    }
    throw new CliError(exitCodes.problems, `The check found ${pluralize(found, "problem")}.`, {
      hint: "follow the advice below each problem",
    });
  },
};

async function* findings(
  catalog: OpenCatalog,
  tables: boolean,
  context: CommandContext,
): AsyncGenerator<Finding> {
  if (catalog.choice.kind === "dir") yield* folderFindings(catalog, context);
  if (tables || catalog.choice.kind !== "dir") yield* tableFindings(catalog, context);
}

async function* folderFindings({ choice }: OpenCatalog, { output }: CommandContext): AsyncGenerator<Finding> {
  const { inspectCatalog, orphanFolders } = await import("@lancetree/dir-namespace");
  const options = directoryOptions(choice, "check");
  using progress = output.progress("checking the catalog");
  const { damage, unreadable, pendingIntents, tablesWithoutFolder } = await inspectCatalog(options);
  const folders = await orphanFolders(options);
  progress.stop();
  const none = { path: null, location: null };
  for (const message of damage) {
    yield {
      ...none,
      finding: "damage",
      message,
      advice: "delete the rows that the message names; until then the catalog cannot be changed",
    };
  }
  for (const path of unreadable) {
    const message = "its metadata is not a JSON object of strings";
    yield {
      ...none,
      finding: "unreadable",
      path,
      message,
      advice: "drop the object, or repair its row in the table __manifest",
    };
  }
  for (const path of tablesWithoutFolder) {
    const message = "the folder with its data does not exist";
    yield {
      ...none,
      finding: "no-folder",
      path,
      message,
      advice: 'restore the folder; if its data is lost, "lancetree deregister" removes the name',
    };
  }
  for (const { path, state } of pendingIntents) {
    const message = `a change is not complete (${state})`;
    yield {
      ...none,
      finding: "unfinished",
      path,
      message,
      advice: '"lancetree maintain" completes it, unless another process is still working on it',
    };
  }
  for (const { location, holdsTable, changedAt } of folders) {
    const what = holdsTable ? "a complete table that has no name" : "a table whose creation was interrupted";
    const message = `${what}, last changed ${new Date(changedAt).toISOString()}`;
    const advice = holdsTable
      ? '"lancetree register PATH LOCATION" gives it a name, "lancetree maintain --whole-tables" removes it'
      : '"lancetree maintain" removes it';
    yield { finding: "unnamed-folder", path: null, location, message, advice };
  }
}

async function* tableFindings(
  { namespace }: OpenCatalog,
  { output, signal }: CommandContext,
): AsyncGenerator<Finding> {
  const { newerFeatures } = await import("@lancetree/tables");
  using progress = output.progress("opening tables");
  for await (const { kind, path } of walk(namespace, [], { signal })) {
    if (kind === "namespace") continue;
    progress.advance();
    const { problem, location } = await probeTable(namespace, path, { signal });
    if (problem !== undefined) {
      progress.stop();
      const { message } = problem;
      yield isNamespaceError(problem, 0)
        ? {
            finding: "unreadable",
            path,
            location: null,
            message,
            advice: "open this table with a newer LanceDB",
          }
        : { finding: "broken-table", path, location: null, message, advice: "restore its data, or drop it" };
    }
    // Features of a newer Lance can only be detected if the table's files are on this machine.
    for (const message of location === undefined ? [] : await newerFeatures(location).catch(() => [])) {
      progress.stop();
      const advice =
        "change the table with the version of LanceDB that wrote it, or do what the message says";
      yield { finding: "newer-table", path, location: null, message, advice };
    }
  }
}

/** The location of a table, and the error that keeps it from being read. */
async function probeTable(
  namespace: Namespace,
  path: string[],
  options: CallOptions,
): Promise<{ readonly location?: string; readonly problem?: Error }> {
  let location: string | undefined;
  try {
    const table = await namespace.describeTable({ id: path, check_declared: true }, options);
    if (table.is_only_declared === true) return {};
    location = table.location ?? undefined;
    await namespace.describeTable({ id: path, load_detailed_metadata: true }, options);
    await namespace.countTableRows({ id: path }, options);
    return location === undefined ? {} : { location };
  } catch (error) {
    // If the server cannot be reached, nothing is known about the table.
    if (!isNamespaceError(error) || error.isRetryable || [15, 16].includes(error.code)) throw error;
    if (await isGone(namespace, path, options)) return {};
    return { problem: error, ...(location !== undefined && { location }) };
  }
}

/** Another client may have dropped it in the meantime. */
async function isGone(namespace: Namespace, path: string[], options: CallOptions): Promise<boolean> {
  try {
    await namespace.tableExists({ id: path }, options);
    return false;
  } catch (error) {
    return isNamespaceError(error, 1) || isNamespaceError(error, 4);
  }
}
