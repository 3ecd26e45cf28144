import type { PrintableValue } from "@lancetree/arrow";
import { compareBytes } from "@lancetree/core";
import type { ColumnKind } from "../server/columns.ts";
import type { RowPage } from "../server/rows.ts";

/** Whether rows are in the order of a column, as far as their values show it. Nulls may be anywhere. */
export function isInOrder(page: RowPage, column: string, kind: ColumnKind, ascending: boolean): boolean {
  const sign = ascending ? 1 : -1;
  let before: PrintableValue = null;
  for (let row = 0; row < page.length; row += 1) {
    const value = page.cell(row, column);
    if (value === null) continue;
    if (before !== null && compare(before, value, kind) * sign > 0) return false;
    before = value;
  }
  return true;
}

/** Negative if the left value is less, 0 also where neither is known to be. */
function compare(left: PrintableValue, right: PrintableValue, kind: ColumnKind): number {
  if (typeof left === "string" && typeof right === "string") {
    // Decimals are text, with all of their digits.
    if (kind === "number") return Number(left) - Number(right) || 0;
    const isComparable = kind === "text" || (isTime(left) && isTime(right));
    return isComparable ? compareBytes(left, right) : 0;
  }
  if (!isOrdered(left) || !isOrdered(right)) return 0;
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function isOrdered(value: PrintableValue): value is number | bigint | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

/** Times of these years are in the order of their text. */
function isTime(text: string): boolean {
  return /^\d{4}-/.test(text);
}
