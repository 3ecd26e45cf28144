import { compareStrings, type StringVector } from "./string-vector.ts";

/** Bytes in a sort key, and values of each byte: one more than 256, for the end of a string. */
const keyBytes = 3;
const values = 512;
/** Number of strings from which a counting sort by two bytes is faster than sorting keys. */
const countingSortMin = 2 ** 15;
const pairValues = 257;
/** A key and a position together fit into the 53 bits of a number. */
const maxPositions = 2 ** 26;
/** Up to this number strings are sorted by comparison. */
const insertionSortMax = 16;

/**
 * Sorts positions of strings by the strings' bytes, in place. A few bytes at a time are packed into a number together with the position,
 * and the platform sorts numbers several times faster than it sorts with a comparison function.
 * @param many number of strings from which a counting sort is used
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
  sortRange(strings, positions, { start: 0, end: positions.length, prefix: 0 }, capacity);
  return positions;
}

interface Range {
  readonly start: number;
  readonly end: number;
  /** Length of the prefix that all strings in the range are known to share. */
  readonly prefix: number;
}

interface Buffers {
  readonly keys: Float64Array;
  readonly spare: Uint32Array;
  readonly many: number;
}

function sortRange(strings: StringVector, positions: Uint32Array, range: Range, capacity: Buffers): void {
  const { start, end } = range;
  if (end - start <= insertionSortMax) return insertionSort(strings, positions, range);
  const prefix = sharedLength(strings, positions, range);
  if (end - start >= capacity.many)
    return sortByCounting(strings, positions, { start, end, prefix }, capacity);
  const keys = capacity.keys.subarray(start, end);
  for (let at = 0; at < keys.length; at++) {
    keys[at] = keyOf(strings, positions[start + at] ?? 0, prefix) * maxPositions + at;
  }
  keys.sort();
  capacity.spare.set(positions.subarray(start, end), start);
  for (let at = 0; at < keys.length; at++) {
    // Exact, since the divisor is a power of two; the remainder operator is many times slower.
    const both = keys[at] ?? 0;
    const key = Math.floor(both / maxPositions);
    keys[at] = key;
    positions[start + at] = capacity.spare[start + (both - key * maxPositions)] ?? 0;
  }
  for (let from = 0; from < keys.length; ) {
    const key = keys[from] ?? 0;
    let to = from + 1;
    while (to < keys.length && keys[to] === key) to++;
    // Strings that end within the same key are equal.
    const differ = to - from > 1 && key % values !== 0;
    if (differ) {
      sortRange(
        strings,
        positions,
        { start: start + from, end: start + to, prefix: prefix + keyBytes },
        capacity,
      );
    }
    from = to;
  }
}

/** Sorts by the next two bytes, and then each group of strings with the same two. */
function sortByCounting(
  strings: StringVector,
  positions: Uint32Array,
  range: Range,
  capacity: Buffers,
): void {
  const { start, end, prefix } = range;
  const { bytes, offsets } = strings;
  // The index at which the strings of each key begin; in the end, the index at which they end.
  const bounds = new Uint32Array(pairValues ** 2 + 1);
  for (let at = start; at < end; at++) {
    const position = positions[at] ?? 0;
    const from = (offsets[position] ?? 0) + prefix;
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
    // Strings that end within the same key are equal.
    if (to - from > 1 && key % pairValues !== 0) {
      sortRange(strings, positions, { start: start + from, end: start + to, prefix: prefix + 2 }, capacity);
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

/** The length of the prefix that all strings of the range share. */
function sharedLength({ bytes, offsets }: StringVector, positions: Uint32Array, range: Range): number {
  const first = positions[range.start] ?? 0;
  const start = offsets[first] ?? 0;
  let shared = (offsets[first + 1] ?? 0) - start;
  for (let at = range.start + 1; at < range.end && shared > range.prefix; at++) {
    const position = positions[at] ?? 0;
    const other = offsets[position] ?? 0;
    const limit = Math.min(shared, (offsets[position + 1] ?? 0) - other);
    let length = range.prefix;
    while (length < limit && bytes[start + length] === bytes[other + length]) length++;
    shared = length;
  }
  return shared;
}

function insertionSort(strings: StringVector, positions: Uint32Array, { start, end, prefix }: Range): void {
  for (let next = start + 1; next < end; next++) {
    const position = positions[next] ?? 0;
    let at = next;
    for (; at > start && compareStrings(strings, positions[at - 1] ?? 0, position, prefix) > 0; at--) {
      positions[at] = positions[at - 1] ?? 0;
    }
    positions[at] = position;
  }
}
