import type { Namespace } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { type CatalogChoice, chooseCatalog } from "../catalog/choose-catalog.ts";
import { type OpenCatalog, openChosenCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError, usageError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { isSet, stringValue } from "../option-values.ts";
import { pluralize } from "../output/pluralize.ts";
import { green, red } from "../output/styled-text.ts";
import { formatPath } from "../paths.ts";
import type { Comparison } from "../tree-file/compare-catalogs.ts";

const kinds = ["dir", "postgres"] as const;
type Kind = (typeof kinds)[number];

export const copyCommand: Command = {
  name: "copy",
  summary: "copy the catalog of a folder or bucket into PostgreSQL, or back, without moving data",
  description: [
    "--root chooses the folder or bucket, and --postgres the database; both catalogs have their tables below --root. The",
    "command creates the namespaces and tables that the other catalog lacks, with their properties and locations. It",
    "changes no existing object. Objects that cannot be copied, and existing ones that differ, are listed, and the exit",
    "code is then 1. A table without data is declared again, at a new location. A table whose versions the database keeps",
    "cannot be copied to a folder, and neither can a protected object.",
    "After an interruption, run the command again: it copies what is missing. While it runs, no other client should change",
    "either catalog. Afterwards, change only one of them: if one catalog drops a table, the other one loses its rows.",
    "With --check the command only compares both catalogs, and the exit code is 1 if they differ.",
  ].join("\n"),
  positionals: [],
  options: {
    from: { type: "string", value: "KIND", choices: kinds, summary: "the catalog to read: dir or postgres" },
    to: { type: "string", value: "KIND", choices: kinds, summary: "the catalog to change: the other one" },
    check: { type: "boolean", summary: "change nothing, and compare both catalogs" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: 'one line for each object that was copied, cannot be copied or differs: {"path", "outcome", "message"}; the outcome is "copied", "refused" or "differs", and with --check "differs", "missing" or "additional"',
  examples: [
    {
      line: "lancetree copy --from dir --to postgres --root catalog --postgres pglite:database",
      summary: "copy the catalog in a folder into PostgreSQL",
    },
    {
      line: "lancetree copy --from dir --to postgres --root catalog --postgres pglite:database --check",
      summary: "compare both",
    },
  ],
  async run(context) {
    const { from, to } = readKinds(context);
    const choices = bothChoices(await chooseCatalog(context));
    context.output.ignoreClosedPipe();
    await using source = await openChosenCatalog(choices[from]);
    await using target = await openChosenCatalog(choices[to]);
    const comparison = await compare(context, source, target);
    for (const { path, message } of comparison.conflicts)
      await report(context, { path, outcome: "differs", message });
    if (isSet(context.values, "check")) await reportDifferences(context, comparison, names[to]);
    else await copyMissing(context, comparison, target.namespace, to);
  },
};

async function compare(
  { output, signal }: CommandContext,
  source: OpenCatalog,
  target: OpenCatalog,
): Promise<Comparison> {
  const { compareCatalogs } = await import("../tree-file/compare-catalogs.ts");
  using progress = output.progress("reading both catalogs");
  return await compareCatalogs(source.namespace, target.namespace, {
    choice: source.choice,
    signal,
    onObject: () => progress.advance(),
  });
}

/** Lists what `--check` finds. Rejects if the catalogs differ. */
async function reportDifferences(
  context: CommandContext,
  { equal, missing, additional, conflicts }: Comparison,
  targetName: string,
): Promise<void> {
  const { output } = context;
  for (const { entry } of missing) {
    const message = `${formatPath(entry.path)} is not in ${targetName}.`;
    await report(context, { path: entry.path, outcome: "missing", message });
  }
  for (const { entry } of additional) {
    const message = `${formatPath(entry.path)} is only in ${targetName}.`;
    await report(context, { path: entry.path, outcome: "additional", message });
  }
  const differences = conflicts.length + missing.length + additional.length;
  if (differences > 0) {
    throw new CliError(exitCodes.failed, `The catalogs have ${pluralize(differences, "difference")}.`, {
      hint: "run the command without --check to copy what is missing",
    });
  }
  if (!output.json) await output.line([green("equal"), `: ${pluralize(equal, "object")} in both catalogs`]);
}

/** Copies what the target lacks. Rejects at the end if an object could not be copied. */
async function copyMissing(
  context: CommandContext,
  { equal, missing, conflicts }: Comparison,
  target: Namespace,
  to: Kind,
): Promise<void> {
  const { output, signal } = context;
  const { copyChanges } = await import("../tree-file/copy-changes.ts");
  const refused: Report[] = [];
  using progress = output.progress(`copying to ${names[to]}`, missing.length);
  await copyChanges(target, missing, {
    signal,
    protects: to === "postgres",
    async onCopied({ entry }) {
      progress.advance();
      if (output.json) await report(context, { path: entry.path, outcome: "copied", message: null });
    },
    onRefused({ entry }, message) {
      progress.advance();
      refused.push({ path: entry.path, outcome: "refused", message });
    },
  });
  progress.stop();
  for (const each of refused) await report(context, each);
  if (!output.json) {
    const copied = pluralize(missing.length - refused.length, "object");
    await output.line([green("copied"), ` ${copied}; ${equal} were there already`]);
  }
  const failures = refused.length + conflicts.length;
  if (failures > 0) {
    throw new CliError(exitCodes.failed, `${pluralize(failures, "object")} could not be copied.`, {
      hint: "change or drop the objects that the messages name, and run the command again",
    });
  }
  output.note("Change only one of the two catalogs from now on.");
}

interface Report {
  readonly path: readonly string[];
  readonly outcome: "copied" | "refused" | "differs" | "missing" | "additional";
  readonly message: string | null;
}

/** How messages name the catalogs. */
const names: Readonly<Record<Kind, string>> = { dir: "the folder", postgres: "PostgreSQL" };

function readKinds({ values }: CommandContext): { from: Kind; to: Kind } {
  const [from, to] = [stringValue(values, "from"), stringValue(values, "to")];
  if (from === "dir" && to === "postgres") return { from, to };
  if (from === "postgres" && to === "dir") return { from, to };
  throw usageError(
    "The command copies from one catalog to the other.",
    "pass --from dir --to postgres, or --from postgres --to dir",
  );
}

/** The catalog in the database, and the one in the folder in which it has its tables. */
function bothChoices(choice: CatalogChoice): Readonly<Record<Kind, CatalogChoice>> {
  if (choice.kind !== "postgres")
    throw usageError(
      "The command needs a folder or a bucket, and a database.",
      "pass --root DIR and --postgres URL",
    );
  return { postgres: choice, dir: { kind: "dir", root: choice.root, storage: choice.storage } };
}

async function report({ output }: CommandContext, result: Report): Promise<void> {
  if (output.json) await output.record(result);
  else if (result.message !== null) await output.line([red("! "), result.message]);
}
