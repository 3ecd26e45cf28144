import type { DirectoryNamespaceOptions } from "@lancetree/dir-namespace";
import { catalogOptions, jsonOption, yesOption } from "../catalog/catalog-options.ts";
import { chooseCatalog } from "../catalog/choose-catalog.ts";
import { directoryOptions } from "../catalog/directory-options.ts";
import type { Command, CommandContext } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { durationValue, isSet, stringValue } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { dim } from "../output/styled-text.ts";

const defaultGraceMs = 24 * 3_600_000;

export const maintainCommand: Command = {
  name: "maintain",
  summary: "clean up the folder of a catalog",
  description: [
    "The command completes the unfinished changes of processes that stopped, compacts the catalog's table if it has",
    "many small fragments, and removes folders that no table uses and that have not changed for --grace. Other",
    "processes may continue to use the catalog. Without --whole-tables, folders with a complete table stay, such as",
    "those of deregistered tables.",
    "",
    "--prune removes old versions of the catalog's own table. A native Lance client that has the catalog open can",
    "lose changes because of that, so you must confirm with --no-native-clients that none is running.",
  ].join("\n"),
  positionals: [],
  options: {
    grace: {
      type: "string",
      value: "TIME",
      summary: "the minimum time without changes in a folder; default 24h, at least 1h",
    },
    "whole-tables": {
      type: "boolean",
      summary: "also remove folders with a complete table that has no name in the catalog",
    },
    prune: {
      type: "string",
      value: "TIME",
      summary: "remove versions of the catalog's table older than this, such as 7d",
    },
    "no-native-clients": {
      type: "boolean",
      summary: "confirm that no native Lance client has the catalog open",
    },
    ...yesOption,
    ...jsonOption,
    ...catalogOptions,
  },
  json: '{"compacted": whether the catalog\'s table was compacted, "removed_folders": [locations], "pruned_versions", "pruned_bytes"}',
  examples: [
    {
      line: "lancetree maintain --yes",
      summary: "the steps that are safe while other processes use the catalog",
    },
    {
      line: "lancetree maintain --prune 7d --no-native-clients --yes",
      summary: "also remove old versions of the catalog's table",
    },
  ],
  async run(context) {
    const { output, values } = context;
    output.ignoreClosedPipe();
    const { compactCatalog, DirectoryNamespace, minGraceMs, pruneVersions } = await import(
      "@lancetree/dir-namespace"
    );
    const grace = durationValue(values, "grace") ?? defaultGraceMs;
    if (grace < minGraceMs)
      throw usageError(
        "--grace must be an hour or more, so that no table is removed while it is being created.",
      );
    const prune = durationValue(values, "prune");
    const nativeClientsAreStopped = isSet(values, "no-native-clients");
    if (prune !== undefined && !nativeClientsAreStopped) {
      throw usageError(
        "--prune makes native Lance clients that have the catalog open lose changes.",
        "stop them, and confirm it with --no-native-clients",
      );
    }
    const options = directoryOptions(await chooseCatalog(context), "maintain");
    await output.during("completing changes", async () => {
      await using catalog = new DirectoryNamespace(options);
      await catalog.recover({ signal: context.signal });
    });
    const compacted = await compactCatalog(options);
    if (!output.json) {
      await output.line("changes of processes that ended are complete");
      await output.line(
        compacted ? "the catalog's table is compacted" : "the catalog's table needs no compaction",
      );
    }
    const removed = await removeFolders(options, grace, context);
    let pruned: { versions: number; bytes: number } | undefined;
    if (prune !== undefined) {
      await output.confirm(
        `Remove the versions of the catalog's table that are older than ${stringValue(values, "prune")}?`,
      );
      pruned = await output.during("removing old versions", () =>
        pruneVersions(options, { olderThanMs: prune, nativeClientsAreStopped }),
      );
    }
    if (output.json) {
      return output.record({
        compacted,
        removed_folders: removed,
        pruned_versions: pruned?.versions ?? 0,
        pruned_bytes: pruned?.bytes ?? 0,
      });
    }
    if (pruned)
      await output.line(
        `${pluralize(pruned.versions, "old version")} removed, ${pluralize(pruned.bytes, "byte")}`,
      );
  },
};

async function removeFolders(
  options: DirectoryNamespaceOptions,
  grace: number,
  { output, values }: CommandContext,
): Promise<string[]> {
  const { removeOrphanFolders, orphanFolders } = await import("@lancetree/dir-namespace");
  const all = await orphanFolders(options);
  const due = all
    .filter(({ holdsTable }) => !holdsTable || isSet(values, "whole-tables"))
    .filter(({ changedAt }) => Date.now() - changedAt >= grace);
  const removed: string[] = [];
  if (due.length > 0) {
    for (const { location, holdsTable } of due) {
      output.note([`  ${location}`, holdsTable ? dim("  contains a complete table") : ""]);
    }
    await output.confirm(`Remove ${pluralize(due.length, "folder")} that no table names?`);
    const locations = due.map(({ location }) => location);
    const work = (): Promise<string[]> => removeOrphanFolders(options, locations, grace);
    removed.push(...(await output.during("removing folders", work)));
  }
  if (output.json) return removed;
  await output.line(`${pluralize(removed.length, "folder")} removed`);
  const kept = all.length - removed.length;
  if (kept > 0)
    await output.line(`${kept} kept: changed too recently, or complete tables; "lancetree check" lists them`);
  return removed;
}
