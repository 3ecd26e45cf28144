/** The table of decision records in `docs/decisions/README.md`. */
import { markdownTable } from "../interop/markdown-table.ts";
import { decisionsIn } from "./repository-rules/decisions.ts";
import type { Tree } from "./repository-rules/tree.ts";

export function decisionIndex(tree: Tree): string {
  const rows = decisionsIn(tree).map(({ path, number, title, status, date }) => [
    `[${number}](${path.slice("docs/decisions/".length)})`,
    title,
    status,
    date,
  ]);
  return markdownTable([["number", "decision", "status", "date"], ...rows]);
}
