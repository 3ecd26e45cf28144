import { pluralize } from "./pluralize.ts";

/** The maximum number of columns to print; the others are only counted. */
export const maxColumns = 40;

/** `1 more column`, `1960 more columns`. */
export function hiddenColumns(number: number): string {
  return pluralize(number, "more column");
}
