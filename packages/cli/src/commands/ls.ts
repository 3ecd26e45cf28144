import { isNamespaceError, listChildren, type TreeChild } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { type OpenCatalog, openCatalog } from "../catalog/open-catalog.ts";
import type { Command, CommandContext } from "../command.ts";
import { isSet } from "../option-values.ts";
import { bold, green } from "../output/styled-text.ts";
import { parsePath } from "../paths.ts";

export const lsCommand: Command = {
  name: "ls",
  summary: "list the namespaces and tables directly below a namespace",
  description: "Names of namespaces end with a slash. --long opens each table.",
  positionals: [{ name: "PATH", summary: "the namespace; the root by default", optional: true }],
  options: {
    long: { type: "boolean", short: "l", summary: "also show version, rows and columns of tables" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: 'one line for each object: {"kind", "name", "path"}; with --long also "version", "rows", "columns", "problem", each or null',
  examples: [
    { line: "lancetree ls prod/search", summary: "the names in prod/search" },
    { line: "lancetree ls prod/search --long", summary: "with the version, rows and columns of each table" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    await using catalog = await openCatalog(context);
    const children = await listChildren(catalog.namespace, parsePath(positionals[0]), { signal });
    if (isSet(values, "long")) {
      await listLong(children, catalog, context);
      return;
    }
    for (const { kind, path } of children) {
      const name = path.at(-1) ?? "";
      if (output.json) await output.record({ kind, name, path });
      else await output.line(kind === "table" ? [green(name)] : [bold(name), "/"]);
    }
  },
};

interface Figures {
  readonly version: number | null;
  readonly rows: bigint | null;
  readonly columns: number | null;
  /** Why version, rows and columns are missing. */
  readonly problem: string | null;
}

const none: Figures = { version: null, rows: null, columns: null, problem: null };

async function listLong(
  children: readonly TreeChild[],
  catalog: OpenCatalog,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  using progress = output.progress("opening tables", children.length);
  const rows: (TreeChild & Figures)[] = [];
  for (const child of children) {
    const figures = child.kind === "table" ? await figuresOf(child, catalog, context) : none;
    progress.advance();
    if (output.json)
      await output.record({ kind: child.kind, name: child.path.at(-1), path: child.path, ...figures });
    else rows.push({ ...child, ...figures });
  }
  progress.stop();
  if (output.json) return;
  await output.table(
    [
      { title: "NAME" },
      { title: "VERSION", align: "right" },
      { title: "ROWS", align: "right" },
      { title: "COLUMNS", align: "right" },
      { title: "" },
    ],
    rows.map(({ kind, path, version, rows: count, columns, problem }) => [
      kind === "table" ? [green(path.at(-1) ?? "")] : [bold(path.at(-1) ?? ""), "/"],
      String(version ?? ""),
      String(count ?? ""),
      String(columns ?? ""),
      problem ?? "",
    ]),
  );
}

async function figuresOf(
  { path }: TreeChild,
  { namespace }: OpenCatalog,
  { signal }: CommandContext,
): Promise<Figures> {
  try {
    const table = await namespace.describeTable(
      { id: path, load_detailed_metadata: true, check_declared: true },
      { signal },
    );
    if (table.is_only_declared === true) return { ...none, problem: "declared, not written yet" };
    const { count } = await namespace.countTableRows({ id: path }, { signal });
    return {
      version: table.version ?? null,
      rows: count,
      columns: table.schema?.fields.length ?? null,
      problem: null,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (isNamespaceError(error)) return { ...none, problem: error.message };
    throw error;
  }
}
