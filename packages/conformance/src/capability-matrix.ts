import { type OperationName, operationNames } from "@lancetree/core";
import { subjects } from "./generated/subjects.ts";
import type { Capabilities, Capability } from "./report.ts";

/**
 * Returns a Markdown table of the operations that each backend supports, in groups, followed by the reasons for the
 * operations that no backend supports.
 *
 * @param backends - the capabilities from the report of each backend, by the heading of its column
 */
export function capabilityMatrix(backends: Readonly<Record<string, Capabilities>>): string {
  const columns = Object.values(backends);
  const titles = ["about", "operations", ...Object.keys(backends)];
  const rows = Object.entries(subjects).flatMap(([subject, members]) =>
    alike(members, columns).map(([cells, same]) => [subject, same.map(code).join(", "), ...cells]),
  );
  const lines = aligned([titles, ...rows]);
  const nobodys = operationNames.filter((operation) =>
    columns.every((column) => column[operation].state !== "real"),
  );
  const reasons = nobodys.map((operation) => `- ${code(operation)}: ${reasonOf(operation, columns)}`);
  return [...lines, ...(reasons.length > 0 ? ["", "No backend supports these:", "", ...reasons] : [])].join(
    "\n",
  );
}

/** As formatters write tables, so that a page which holds one stays as it is. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [head = "", ...lines] = rows.map(
    (row) => `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`,
  );
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...lines];
}

/** Puts the operations together that have the same cells. */
function alike(
  members: readonly OperationName[],
  columns: readonly Capabilities[],
): (readonly [cells: string[], same: OperationName[]])[] {
  const rows = new Map<string, readonly [string[], OperationName[]]>();
  for (const operation of members) {
    const cells = columns.map((column) => cellOf(column[operation]));
    const row = rows.get(cells.join()) ?? [cells, []];
    row[1].push(operation);
    rows.set(cells.join(), row);
  }
  return [...rows.values()];
}

const cells = { real: "yes", unsupported: "no", unseen: "not shown" } as const;

function cellOf({ state }: Capability): string {
  return cells[state];
}

/** The last backend that gives one is taken to be the one that does most. */
function reasonOf(operation: OperationName, columns: readonly Capabilities[]): string {
  const reasons = columns.map((column) => column[operation]);
  const last = reasons.findLast((capability) => capability.state === "unsupported");
  return last?.state === "unsupported" ? last.reason : "not shown by any case.";
}

function code(text: string): string {
  return `\`${text}\``;
}
