import { type Signal, signal } from "@preact/signals";
import type { ColumnInfo, ColumnKind } from "../server/columns.ts";

const defaults: Readonly<Record<ColumnKind, number>> = {
  integer: 120,
  number: 110,
  boolean: 90,
  time: 250,
  text: 220,
  binary: 140,
  nested: 240,
  vector: 190,
};

/** The widths that the user gave to columns, by name. */
const chosen: Signal<ReadonlyMap<string, number>> = signal(new Map());

const [minimum, maximum] = [60, 1200];

/** The width of a column in pixels; at first by its type and name. */
export function widthOf(column: ColumnInfo): number {
  const own = chosen.value.get(column.name);
  // Nineteen digits
  const byType = /^u?int64$/.test(column.type) ? 175 : defaults[column.kind];
  return own ?? Math.min(400, Math.max(byType, column.name.length * 8 + 60));
}

export function setWidth(name: string, width: number): void {
  chosen.value = new Map(chosen.peek()).set(name, Math.max(minimum, Math.min(maximum, Math.round(width))));
}

/** Where each column begins, and the width of all. */
export function layoutOf(columns: readonly ColumnInfo[]): {
  readonly starts: readonly number[];
  readonly width: number;
} {
  let width = 0;
  const starts = columns.map((column) => {
    const start = width;
    width += widthOf(column);
    return start;
  });
  return { starts, width };
}
