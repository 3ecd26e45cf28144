/** Whether a member did its work on a connection, or what it said instead. */
export type Outcome = "yes" | { readonly reason: string };

/** A table of the page: what it is called, its columns after the member's name, and a row for each member. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  /** A text stands as it is. */
  readonly rows: ReadonlyMap<string, readonly (Outcome | { readonly text: string })[]>;
}

/** Writes the tables of members, and below them every reason once, by number. */
export function formatMembers(classes: readonly Section[]): string {
  const reasons: string[] = [];
  const cell = (outcome: Outcome | { readonly text: string }): string => {
    if (outcome === "yes") return "yes";
    if ("text" in outcome) return outcome.text;
    if (!reasons.includes(outcome.reason)) reasons.push(outcome.reason);
    return `no (${reasons.indexOf(outcome.reason) + 1})`;
  };
  const sections = classes.map(({ title, columns, rows }) => {
    const body = [...rows].map(([member, cells]) => [`\`${member}\``, ...cells.map(cell)]);
    return `## ${title}\n\n${formatTable([["member", ...columns], ...body])}\n`;
  });
  const numbered = reasons.map((reason, index) => `${index + 1}. ${reason}`).join("\n");
  return `# Members of LanceDB's classes

Written by \`packages/connection/test/members/members.system.test.ts\`, which uses every member of LanceDB's \`Connection\` and \`Table\` on four
connections, each to its own folder, and compares this page with the results. Each use checks a result. "no" gives the error of the call, or
the result that was missing. The third table compares LanceDB's own remote table with that of \`@lancetree/rest-client\`, which does not contain
LanceDB and runs in browsers. Both use our server.

${sections.join("\n")}
## Reasons

${numbered}
`;
}

/** A table whose columns are as wide as their widest cell, as the formatter of the repository writes it. */
function formatTable(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = "", ...body] = lines.map(row);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [head, rule, ...body].join("\n");
}
