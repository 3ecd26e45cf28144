import { writeFile } from "node:fs/promises";
import { isSystemError } from "@lancetree/core";
import { catalogOptions } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { fileError } from "../errors/file-error.ts";
import { stringValue } from "../option-values.ts";
import { escapeLines } from "../output/escape-control-chars.ts";
import { pluralize } from "../output/pluralize.ts";
import { parsePath } from "../paths.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "write the catalog tree as one TOML file",
  description: [
    "The file lists namespaces, their properties, and tables with their locations. It contains no data and no storage",
    "options. With --root the locations are relative to the root, so that a folder can be moved together with its file.",
    "A server reports absolute locations, which a folder does not accept. To apply the file to a folder, export it with",
    "--root.",
  ].join("\n"),
  positionals: [{ name: "PATH", summary: "the namespace to export; the root by default", optional: true }],
  options: {
    to: {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "the file to write, which must not exist; stdout by default",
    },
    ...catalogOptions,
  },
  examples: [
    { line: "lancetree export", summary: "print it" },
    { line: "lancetree export --to catalog.toml", summary: "write it to a file" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const file = stringValue(values, "to");
    await using catalog = await openCatalog(context);
    using progress = output.progress("reading the catalog");
    const { readCatalogTree } = await import("../tree-file/catalog-tree.ts");
    const { writeTreeFile } = await import("../tree-file/write-tree-file.ts");
    const tree = await readCatalogTree(catalog.namespace, parsePath(positionals[0]), {
      choice: catalog.choice,
      signal,
      onObject: () => progress.advance(),
    });
    progress.stop();
    const text = writeTreeFile(tree);
    if (file === undefined) return output.lines(text);
    await writeFile(file, escapeLines(text), { flag: "wx" }).catch((cause: unknown) => {
      const exists = isSystemError(cause) && cause.code === "EEXIST";
      throw exists
        ? new CliError(exitCodes.exists, `The file ${file} already exists.`, {
            hint: "pass another name after --to, or remove the file",
          })
        : fileError(file, cause, "written");
    });
    output.note(
      `${pluralize(tree.namespaces.length, "namespace")} and ${pluralize(tree.tables.length, "table")} written to ${file}`,
    );
  },
};
