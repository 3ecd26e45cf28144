/** Strings in one block of bytes; each ends where the next begins. */
export interface StringVector {
  readonly bytes: Buffer;
  /** One more entry than there are strings; the first is 0. */
  readonly offsets: Uint32Array;
}

export function countOf(strings: StringVector): number {
  return strings.offsets.length - 1;
}

export function byteLength(strings: StringVector): number {
  return strings.offsets.at(-1) ?? 0;
}

export function stringAt({ bytes, offsets }: StringVector, index: number): string {
  return bytes.toString("utf8", offsets[index], offsets[index + 1]);
}

/** Compares a string with some bytes. */
export function compareAt({ bytes, offsets }: StringVector, index: number, other: Uint8Array): number {
  const start = offsets[index] ?? 0;
  const length = (offsets[index + 1] ?? 0) - start;
  const shared = Math.min(length, other.length);
  for (let at = 0; at < shared; at++) {
    const difference = (bytes[start + at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return length - other.length;
}

/** Whether two strings are equal. Compares from the end, where sorted neighbors differ. */
export function isSameString({ bytes, offsets }: StringVector, left: number, right: number): boolean {
  const leftStart = offsets[left] ?? 0;
  const rightStart = offsets[right] ?? 0;
  let length = (offsets[left + 1] ?? 0) - leftStart;
  if ((offsets[right + 1] ?? 0) - rightStart !== length) return false;
  while (length > 0 && bytes[leftStart + length - 1] === bytes[rightStart + length - 1]) length--;
  return length === 0;
}

/**
 * Compares two strings.
 * @param prefix length of the prefix that they are known to share
 */
export function compareStrings(
  { bytes, offsets }: StringVector,
  left: number,
  right: number,
  prefix = 0,
): number {
  const leftStart = offsets[left] ?? 0;
  const rightStart = offsets[right] ?? 0;
  const leftLength = (offsets[left + 1] ?? 0) - leftStart;
  const rightLength = (offsets[right + 1] ?? 0) - rightStart;
  const shared = Math.min(leftLength, rightLength);
  for (let at = prefix; at < shared; at++) {
    const difference = (bytes[leftStart + at] ?? 0) - (bytes[rightStart + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}

/** The first position at which a comparison is not negative. */
export function binarySearch(start: number, end: number, compare: (position: number) => number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes strings into blocks of a known size. */
export class StringVectorWriter {
  readonly #bytes: Buffer;
  readonly #offsets: Uint32Array;
  #count = 0;

  constructor(count: number, bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
    this.#offsets = new Uint32Array(count + 1);
  }

  add(value: string): void {
    const start = this.#offsets[this.#count] ?? 0;
    this.#offsets[++this.#count] = start + this.#bytes.write(value, start);
  }

  /** Copies the strings from `start` up to, not including, `end`. */
  copy(source: { bytes: Uint8Array; offsets: Uint32Array | Int32Array }, start: number, end: number): void {
    const first = source.offsets[start] ?? 0;
    const last = source.offsets[end] ?? first;
    const target = this.#offsets[this.#count] ?? 0;
    if (last - first > shortCopyBytes) this.#bytes.set(source.bytes.subarray(first, last), target);
    else for (let at = first; at < last; at++) this.#bytes[target + at - first] = source.bytes[at] ?? 0;
    for (let position = start + 1; position <= end; position++) {
      this.#offsets[++this.#count] = (source.offsets[position] ?? 0) - first + target;
    }
  }

  finish(): StringVector {
    const end = this.#offsets[this.#count] ?? 0;
    return { bytes: this.#bytes.subarray(0, end), offsets: this.#offsets.subarray(0, this.#count + 1) };
  }
}

/** Number of bytes up to which a loop is faster than a call. */
const shortCopyBytes = 64;
