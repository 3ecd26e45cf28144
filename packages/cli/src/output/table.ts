import stringWidth from "string-width";
import { printable } from "./printable.ts";
import { dim, plainOf, type Text } from "./text.ts";

/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand on the right; default left. */
  readonly align?: "left" | "right" | undefined;
}

/** A cell is cut where a line would not help anybody any more. */
const WIDEST = 60;

/** The lines of a table: a heading and the rows, in columns that two spaces part. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly Text[])[]): Text[] {
  const cells = rows.map((row) => row.map(shorten));
  const widths = columns.map(({ title }, index) =>
    Math.max(stringWidth(title), ...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  const heading = columns.map(({ title }) => [dim(title)]);
  return [heading, ...cells].map((row) => {
    const last = row.findLastIndex((cell) => plainOf(cell) !== "");
    return columns.slice(0, last + 1).flatMap(({ align }, index) => {
      const cell = row[index] ?? "";
      const space = " ".repeat((widths[index] ?? 0) - widthOf(cell));
      const isLast = index === last;
      const spans = typeof cell === "string" ? [cell] : cell;
      if (align === "right") return [space, ...spans, isLast ? "" : "  "];
      return isLast ? spans : [...spans, space, "  "];
    });
  });
}

function widthOf(cell: Text): number {
  return stringWidth(printable(plainOf(cell)));
}

function shorten(cell: Text): Text {
  const text = plainOf(cell);
  if (text.length <= WIDEST || typeof cell !== "string") return cell;
  return `${text.slice(0, WIDEST - 1)}…`;
}
