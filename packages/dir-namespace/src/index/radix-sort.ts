import { compareStrings, type StringVector } from "./string-vector.ts";

/** Of how many bytes a sort key is made, and how many values each of them has: one more for the end of a text. */
const keyBytes = 3;
const values = 512;
/** From so many texts on it is faster to count how many have each key of two bytes than to sort keys. */
const countingSortMin = 2 ** 15;
const pairValues = 257;
/** A key and a place together fit into the 53 bits of a number. */
const maxPositions = 2 ** 26;
/** Up to so many texts are sorted by comparing them. */
const insertionSortMax = 16;

/**
 * Sorts numbers of texts by the texts' bytes, in place. A few bytes at a time go into a number together with the place,
 * and the platform sorts numbers several times faster than anything that it has to call back for.
 * @param many from so many texts on they are counted instead
 */
export function sortStrings(
  strings: StringVector,
  positions: Uint32Array,
  many: number = countingSortMin,
): Uint32Array {
  if (positions.length > maxPositions)
    throw new RangeError(`More than ${maxPositions} rows cannot be sorted.`);
  const capacity = {
    keys: new Float64Array(positions.length),
    spare: new Uint32Array(positions.length),
    many,
  };
  sortRange(strings, positions, { start: 0, end: positions.length, alike: 0 }, capacity);
  return positions;
}

interface Range {
  readonly start: number;
  readonly end: number;
  /** So many bytes of all texts in the range are known to be the same. */
  readonly alike: number;
}

interface Room {
  readonly keys: Float64Array;
  readonly spare: Uint32Array;
  readonly many: number;
}

function sortRange(strings: StringVector, positions: Uint32Array, range: Range, capacity: Room): void {
  const { start, end } = range;
  if (end - start <= insertionSortMax) return insertionSort(strings, positions, range);
  const alike = sharedLength(strings, positions, range);
  if (end - start >= capacity.many)
    return sortByCounting(strings, positions, { start, end, alike }, capacity);
  const keys = capacity.keys.subarray(start, end);
  for (let at = 0; at < keys.length; at++) {
    keys[at] = keyOf(strings, positions[start + at] ?? 0, alike) * maxPositions + at;
  }
  keys.sort();
  capacity.spare.set(positions.subarray(start, end), start);
  for (let at = 0; at < keys.length; at++) {
    // By a power of two all of this is exact; the remainder operator takes many times as long.
    const both = keys[at] ?? 0;
    const key = Math.floor(both / maxPositions);
    keys[at] = key;
    positions[start + at] = capacity.spare[start + (both - key * maxPositions)] ?? 0;
  }
  for (let from = 0; from < keys.length; ) {
    const key = keys[from] ?? 0;
    let to = from + 1;
    while (to < keys.length && keys[to] === key) to++;
    // Texts that end within the same key are the same.
    const differ = to - from > 1 && key % values !== 0;
    if (differ) {
      sortRange(
        strings,
        positions,
        { start: start + from, end: start + to, alike: alike + keyBytes },
        capacity,
      );
    }
    from = to;
  }
}

/** By the next two bytes, and then each group of texts that have the same two. */
function sortByCounting(strings: StringVector, positions: Uint32Array, range: Range, capacity: Room): void {
  const { start, end, alike } = range;
  const { bytes, offsets } = strings;
  // Where the texts of each key begin, and in the end where they end.
  const bounds = new Uint32Array(pairValues ** 2 + 1);
  for (let at = start; at < end; at++) {
    const position = positions[at] ?? 0;
    const from = (offsets[position] ?? 0) + alike;
    const length = (offsets[position + 1] ?? 0) - from;
    const first = length > 0 ? (bytes[from] ?? 0) + 1 : 0;
    const key = first * pairValues + (length > 1 ? (bytes[from + 1] ?? 0) + 1 : 0);
    capacity.keys[at] = key;
    bounds[key + 1] = (bounds[key + 1] ?? 0) + 1;
  }
  for (let key = 1; key < bounds.length; key++) bounds[key] = (bounds[key] ?? 0) + (bounds[key - 1] ?? 0);
  capacity.spare.set(positions.subarray(start, end), start);
  for (let at = start; at < end; at++) {
    const key = capacity.keys[at] ?? 0;
    const to = bounds[key] ?? 0;
    bounds[key] = to + 1;
    positions[start + to] = capacity.spare[at] ?? 0;
  }
  let from = 0;
  for (let key = 0; key < pairValues ** 2 && from < end - start; key++) {
    const to = bounds[key] ?? 0;
    // Texts that end within the same key are the same.
    if (to - from > 1 && key % pairValues !== 0) {
      sortRange(strings, positions, { start: start + from, end: start + to, alike: alike + 2 }, capacity);
    }
    from = to;
  }
}

function keyOf({ bytes, offsets }: StringVector, position: number, from: number): number {
  const start = (offsets[position] ?? 0) + from;
  const end = offsets[position + 1] ?? 0;
  let key = 0;
  for (let at = start; at < start + keyBytes; at++)
    key = key * values + (at < end ? (bytes[at] ?? 0) + 1 : 0);
  return key;
}

/** With how many bytes all texts of the range begin alike. */
function sharedLength({ bytes, offsets }: StringVector, positions: Uint32Array, range: Range): number {
  const first = positions[range.start] ?? 0;
  const start = offsets[first] ?? 0;
  let shared = (offsets[first + 1] ?? 0) - start;
  for (let at = range.start + 1; at < range.end && shared > range.alike; at++) {
    const position = positions[at] ?? 0;
    const other = offsets[position] ?? 0;
    const limit = Math.min(shared, (offsets[position + 1] ?? 0) - other);
    let length = range.alike;
    while (length < limit && bytes[start + length] === bytes[other + length]) length++;
    shared = length;
  }
  return shared;
}

function insertionSort(strings: StringVector, positions: Uint32Array, { start, end, alike }: Range): void {
  for (let next = start + 1; next < end; next++) {
    const position = positions[next] ?? 0;
    let at = next;
    for (; at > start && compareStrings(strings, positions[at - 1] ?? 0, position, alike) > 0; at--) {
      positions[at] = positions[at - 1] ?? 0;
    }
    positions[at] = position;
  }
}
