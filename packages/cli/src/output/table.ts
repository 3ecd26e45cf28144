import { escapeControlChars } from "@lancetree/core";
import stringWidth from "string-width";
import { maxColumns } from "./max-columns.ts";
import { dim, plainText, type StyledText } from "./styled-text.ts";

/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers are right-aligned. Default left. */
  readonly align?: "left" | "right" | undefined;
}

/** A cell is cut to this many characters. */
const maxCellWidth = 60;

/** The lines of a table, and the number of columns that did not fit. */
export interface TableLines {
  readonly lines: readonly StyledText[];
  readonly hidden: number;
}

/**
 * The lines of a table: a heading and the rows, in columns separated by two spaces.
 *
 * @param width - the maximum width of a line; without it, only the number of columns is limited
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly StyledText[])[],
  width: number = Number.POSITIVE_INFINITY,
): TableLines {
  const possible = columns.slice(0, maxColumns);
  const cells = rows.map((row) => row.slice(0, maxColumns).map(shorten));
  const widths = possible.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  const count = columnsThatFit(widths, width);
  const visible = possible.slice(0, count);
  const heading = visible.map(({ title }) => [dim(title)]);
  const lines = [heading, ...cells.map((row) => row.slice(0, count))].map((row) => {
    const last = row.findLastIndex((cell) => plainText(cell) !== "");
    return visible.slice(0, last + 1).flatMap(({ align }, index) => {
      const cell = row[index] ?? "";
      const space = " ".repeat((widths[index] ?? 0) - widthOf(cell));
      const isLast = index === last;
      const spans = typeof cell === "string" ? [cell] : cell;
      if (align === "right") return [space, ...spans, isLast ? "" : "  "];
      return isLast ? spans : [...spans, space, "  "];
    });
  });
  return { lines, hidden: columns.length - count };
}

/** The number of columns that fit into a line; at least one. */
function columnsThatFit(widths: readonly number[], width: number): number {
  let [count, end] = [0, 0];
  for (const one of widths) {
    end += one + (count > 0 ? 2 : 0);
    if (end > width && count > 0) return count;
    count += 1;
  }
  return count;
}

function widthOf(cell: StyledText): number {
  return stringWidth(escapeControlChars(plainText(cell)));
}

function shorten(cell: StyledText): StyledText {
  const text = plainText(cell);
  if (text.length <= maxCellWidth || typeof cell !== "string") return cell;
  return `${text.slice(0, maxCellWidth - 1)}…`;
}
