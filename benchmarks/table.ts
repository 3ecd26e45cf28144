import { median } from "./statistics.ts";

/** A Markdown table with even columns, which a terminal shows as well. The first column holds words, the others figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)];
}

/** The medians of what figures are made of, by its name: milliseconds and rates with their digits, bytes in millions. */
export function partsCell(group: readonly { readonly parts: Readonly<Record<string, number>> }[]): string {
  return Object.keys(group[0]?.parts ?? {})
    .map((name) => `${name} ${compact(median(group.map(({ parts }) => parts[name] ?? Number.NaN)))}`)
    .join(", ");
}

function compact(value: number): string {
  if (value >= 1e6) return `${megabytes(value)} MB`;
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

/** Bytes as millions of them. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
