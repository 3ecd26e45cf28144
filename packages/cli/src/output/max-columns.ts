import { pluralize } from "./pluralize.ts";

/** How many columns of a table are shown; of more than these, the rest is counted. */
export const maxColumns = 40;

/** `1 more column`, `1960 more columns`. */
export function hiddenColumns(number: number): string {
  return pluralize(number, "more column");
}
