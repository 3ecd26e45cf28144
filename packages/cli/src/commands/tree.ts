import { walk } from "@lancetree/core";
import { catalogOptions, jsonOption } from "../catalog/catalog-options.ts";
import { openCatalog } from "../catalog/open-catalog.ts";
import type { Command } from "../command.ts";
import { integerValue } from "../option-values.ts";
import { bold, dim, green } from "../output/styled-text.ts";
import { formatPath, parsePath } from "../paths.ts";

export const treeCommand: Command = {
  name: "tree",
  summary: "show everything below a namespace as a tree",
  positionals: [{ name: "PATH", summary: "the namespace at the top; the root by default", optional: true }],
  options: {
    depth: { type: "string", value: "N", summary: "the maximum number of levels" },
    ...jsonOption,
    ...catalogOptions,
  },
  json: 'one line for each object: {"kind": "namespace" | "table", "path": [names]}',
  examples: [
    { line: "lancetree tree", summary: "the whole catalog" },
    { line: "lancetree tree prod --depth 1", summary: "only the first level below prod" },
  ],
  async run(context) {
    const { output, positionals, signal, values } = context;
    const start = parsePath(positionals[0]);
    const depth = integerValue(values, "depth", 1);
    await using catalog = await openCatalog(context);
    using progress = output.progress("reading the catalog");
    let found = 0;
    let lastOfLevels: readonly boolean[] = [];
    for await (const { kind, path, isLast } of walk(catalog.namespace, start, { signal, depth })) {
      progress.advance();
      found += 1;
      if (output.json) {
        await output.record({ kind, path });
        continue;
      }
      progress.stop();
      lastOfLevels = [...lastOfLevels.slice(0, path.length - start.length - 1), isLast];
      if (found === 1) await output.line(title(start, catalog.title));
      const name = path.at(-1) ?? "";
      await output.line([dim(branches(lastOfLevels)), kind === "table" ? green(name) : bold(name)]);
    }
    if (found > 0 || output.json) return;
    await output.line([title(start, catalog.title), "  ", dim("(empty)")]);
  },
};

function title(start: readonly string[], catalog: string): string {
  return start.length === 0 ? catalog : formatPath(start);
}

/**
 * The lines that lead to an entry: one column for each level, closed below the last sibling.
 *
 * @param lastOfLevels - for each level down to the entry, whether its ancestor there is the last of its siblings
 */
function branches(lastOfLevels: readonly boolean[]): string {
  return lastOfLevels
    .map((last, level) => {
      if (level === lastOfLevels.length - 1) return last ? "└─ " : "├─ ";
      return last ? "   " : "│  ";
    })
    .join("");
}
