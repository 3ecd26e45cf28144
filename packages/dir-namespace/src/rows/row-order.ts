import { type Columns, foreignFlag, rowAt } from "./columns.ts";
import { sortTexts } from "./sort-texts.ts";
import { compareTexts, countOf, firstNotBefore, isSameText, type Texts, textAt } from "./texts.ts";

/** In which order rows ascend by the bytes of their ids. */
export interface RowOrder {
  /** Their places, each id once and without foreign rows; absent if the rows stand in order as they are. */
  readonly order: Uint32Array | undefined;
  /** The ids that stand in more than one row. */
  readonly duplicates: readonly string[];
}

export function rowOrder(columns: Columns): RowOrder {
  const { ids, flags } = columns;
  const isForeign = (place: number): boolean => ((flags[place] ?? 0) & foreignFlag) !== 0;
  const hasForeign = flags.some((bits) => bits & foreignFlag);
  const inOrder = orderedUpTo(ids);
  if (inOrder === flags.length && !hasForeign) return { order: undefined, duplicates: [] };
  const all = ordered(ids, inOrder);
  const order = hasForeign ? all.filter((place) => !isForeign(place)) : all;
  const duplicates = new Set<string>();
  let kept = 0;
  for (let next = 0; next < order.length; next++) {
    const place = order[next] ?? 0;
    const before = order[kept - 1];
    if (before === undefined || !isSameText(ids, before, place)) {
      order[kept++] = place;
      continue;
    }
    duplicates.add(textAt(ids, place));
    // Of two copies every reader must pick the same one, in whatever order they are stored.
    if (sortKey(columns, place) < sortKey(columns, before)) order[kept - 1] = place;
  }
  return { order: order.subarray(0, kept), duplicates: [...duplicates] };
}

function sortKey(columns: Columns, place: number): string {
  const { kind, location, text } = rowAt(columns, place);
  return JSON.stringify([kind, location, text]);
}

/** How many texts from the first one on ascend strictly. */
function orderedUpTo(texts: Texts): number {
  const count = countOf(texts);
  for (let place = 1; place < count; place++) if (compareTexts(texts, place - 1, place) >= 0) return place;
  return count;
}

/** The places of all texts in the order of their bytes. So many of them, from the first one on, stand in order already. */
function ordered(texts: Texts, first: number): Uint32Array {
  const order = new Uint32Array(countOf(texts));
  // To find a few their places among all takes longer than to sort them, too.
  const inOrder = first < order.length / 16 ? 0 : first;
  const rest = new Uint32Array(order.length - inOrder);
  for (let index = 0; index < rest.length; index++) rest[index] = inOrder + index;
  sortTexts(texts, rest);
  let taken = 0;
  let filled = 0;
  for (let index = 0; index < rest.length; index++) {
    const next = rest[index] ?? 0;
    const end = firstBehind(texts, taken, inOrder, next);
    while (taken < end) order[filled++] = taken++;
    order[filled++] = next;
  }
  while (taken < inOrder) order[filled++] = taken++;
  return order;
}

/** Of texts in order the first that sorts behind another: near the start where much is new, farther away where little is. */
function firstBehind(texts: Texts, start: number, end: number, other: number): number {
  let reach = 1;
  while (start + reach < end && compareTexts(texts, start + reach, other) <= 0) reach *= 2;
  const isBehind = (place: number): boolean => compareTexts(texts, place, other) > 0;
  return firstNotBefore(start + (reach >> 1), Math.min(start + reach, end), (place) =>
    isBehind(place) ? 1 : -1,
  );
}
