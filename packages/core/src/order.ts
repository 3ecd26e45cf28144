/**
 * Compares two strings by their UTF-8 bytes, the order of every list. JavaScript's own `<` compares UTF-16 units,
 * which puts an emoji before "ﬀ"; other Lance clients compare bytes, and a page token of one client may be sent by
 * another.
 *
 * @returns negative, zero or positive, as `Array.sort` takes it
 */
export function compareBytes(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = byteRank(left.charCodeAt(index)) - byteRank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

// UTF-8 sorts by code point. UTF-16 writes code points above U+FFFF with units from U+D800 to U+DFFF, which are less
// than U+E000. Sorting these units after all others is the only difference between the two orders.
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
