import { type Columns, foreignFlag, rowAt } from "./columns.ts";
import { sortStrings } from "./radix-sort.ts";
import {
  binarySearch,
  compareStrings,
  countOf,
  isSameString,
  type StringVector,
  stringAt,
} from "./string-vector.ts";

/** The order in which rows ascend by the bytes of their ids. */
export interface RowOrder {
  /** Positions of the rows, each id once and without rows of unknown types; absent if the rows are sorted as stored. */
  readonly order: Uint32Array | undefined;
  /** The ids that are in more than one row. */
  readonly duplicates: readonly string[];
}

export function rowOrder(columns: Columns): RowOrder {
  const { ids, flags } = columns;
  const isForeign = (position: number): boolean => ((flags[position] ?? 0) & foreignFlag) !== 0;
  const hasForeign = flags.some((bits) => bits & foreignFlag);
  const inOrder = sortedPrefix(ids);
  if (inOrder === flags.length && !hasForeign) return { order: undefined, duplicates: [] };
  const all = sortedPositions(ids, inOrder);
  const order = hasForeign ? all.filter((position) => !isForeign(position)) : all;
  const duplicates = new Set<string>();
  let kept = 0;
  for (let next = 0; next < order.length; next++) {
    const position = order[next] ?? 0;
    const before = order[kept - 1];
    if (before === undefined || !isSameString(ids, before, position)) {
      order[kept++] = position;
      continue;
    }
    duplicates.add(stringAt(ids, position));
    // Every reader must pick the same one of two duplicates, in any stored order.
    if (sortKey(columns, position) < sortKey(columns, before)) order[kept - 1] = position;
  }
  return { order: order.subarray(0, kept), duplicates: [...duplicates] };
}

function sortKey(columns: Columns, position: number): string {
  const { kind, location, metadata } = rowAt(columns, position);
  return JSON.stringify([kind, location, metadata]);
}

/** The length of the prefix whose strings ascend strictly. */
function sortedPrefix(strings: StringVector): number {
  const count = countOf(strings);
  for (let position = 1; position < count; position++)
    if (compareStrings(strings, position - 1, position) >= 0) return position;
  return count;
}

/** The positions of all strings in the order of their bytes; a prefix of the given length is sorted already. */
function sortedPositions(strings: StringVector, first: number): Uint32Array {
  const order = new Uint32Array(countOf(strings));
  // If only a short prefix is sorted, sorting everything is faster than merging.
  const inOrder = first < order.length / 16 ? 0 : first;
  const rest = new Uint32Array(order.length - inOrder);
  for (let index = 0; index < rest.length; index++) rest[index] = inOrder + index;
  sortStrings(strings, rest);
  let taken = 0;
  let filled = 0;
  for (let index = 0; index < rest.length; index++) {
    const next = rest[index] ?? 0;
    const end = firstGreater(strings, taken, inOrder, next);
    while (taken < end) order[filled++] = taken++;
    order[filled++] = next;
  }
  while (taken < inOrder) order[filled++] = taken++;
  return order;
}

/** The first of the sorted strings that is greater than another one. Galloping search: fast near `start`, and logarithmic beyond. */
function firstGreater(strings: StringVector, start: number, end: number, other: number): number {
  let reach = 1;
  while (start + reach < end && compareStrings(strings, start + reach, other) <= 0) reach *= 2;
  const isBehind = (position: number): boolean => compareStrings(strings, position, other) > 0;
  return binarySearch(start + (reach >> 1), Math.min(start + reach, end), (position) =>
    isBehind(position) ? 1 : -1,
  );
}
