/** Whether a member did its work on a connection, or what it said instead. */
export type Outcome = "yes" | { readonly reason: string };

/** Writes the table of members, and below it every reason once, by number. */
export function formatMembers(
  ways: readonly string[],
  classes: Readonly<Record<string, ReadonlyMap<string, readonly Outcome[]>>>,
): string {
  const reasons: string[] = [];
  const cell = (outcome: Outcome): string => {
    if (outcome === "yes") return "yes";
    if (!reasons.includes(outcome.reason)) reasons.push(outcome.reason);
    return `no (${reasons.indexOf(outcome.reason) + 1})`;
  };
  const sections = Object.entries(classes).map(([name, members]) => {
    const body = [...members].map(([member, outcomes]) => [`\`${member}\``, ...outcomes.map(cell)]);
    return `## ${name}\n\n${formatTable([["member", ...ways], ...body])}\n`;
  });
  const numbered = reasons.map((reason, index) => `${index + 1}. ${reason}`).join("\n");
  return `# Members of LanceDB's classes

Written by \`packages/connection/test/members/members.test.ts\`, which uses every member of LanceDB's \`Connection\` and \`Table\` on four
connections to a folder of its own and compares this page with what it saw. Each use demands a result. "no" names what the call
rejected with, or which result was missing.

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
