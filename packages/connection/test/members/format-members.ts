/** Whether a member works on a connection. If not: the message of its error, or the reason as a sentence. */
export type Outcome = "yes" | { readonly error: string } | { readonly reason: string };

/** A table of the page: its title, its columns after the member's name, and a row for each member. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  /** A cell with a `text` is written unchanged. */
  readonly rows: ReadonlyMap<string, readonly (Outcome | { readonly text: string })[]>;
}

/** Writes the tables of members, and below them each error and each reason once, with its number. */
export function formatMembers(classes: readonly Section[]): string {
  const reasons: string[] = [];
  const cell = (outcome: Outcome | { readonly text: string }): string => {
    if (outcome === "yes") return "yes";
    if ("text" in outcome) return outcome.text;
    const reason = "error" in outcome ? `\`${outcome.error}\`` : outcome.reason;
    if (!reasons.includes(reason)) reasons.push(reason);
    return `no (${reasons.indexOf(reason) + 1})`;
  };
  const sections = classes.map(({ title, columns, rows }) => {
    const body = [...rows].map(([member, cells]) => [`\`${member}\``, ...cells.map(cell)]);
    return `## ${title}\n\n${formatTable([["member", ...columns], ...body])}\n`;
  });
  const numbered = reasons.map((reason, index) => `${index + 1}. ${reason}`).join("\n");
  return `# Members of LanceDB's classes

Which members of LanceDB's \`Connection\` and \`Table\` work on LanceDB's own connections and on Lancetree's. "yes" means that the call had the
expected result. The number after "no" is that of the error message, or of the reason, at the end of the page.

In the first two tables, each of the four connections uses its own folder. The third table compares LanceDB's remote table (\`db://\`) with
\`RestNamespace.table()\` of \`@lancetree/rest-client\`, which runs in browsers and does not need LanceDB. Both use a Lancetree server.

\`packages/connection/test/members/members.system.test.ts\` calls every member and compares this page with the results. With \`-u\` it writes
the page.

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
