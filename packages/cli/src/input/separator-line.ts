/** The first line of a file in which Excel finds the delimiter: `sep=;`. */
export interface SeparatorLine {
  readonly delimiter: string;
  /** How many bytes the line has, its end included. */
  readonly byteLength: number;
}

/** Longer than any such line, of which Excel takes one character. */
const maxBytes = 16;

/** Looks whether a file, in UTF-8 and without a byte order mark, begins with such a line; reads no more than its first bytes. */
export async function findSeparatorLine(
  bytes: AsyncGenerator<Uint8Array>,
): Promise<SeparatorLine | undefined> {
  const head: number[] = [];
  for await (const chunk of bytes) {
    head.push(...chunk.subarray(0, maxBytes));
    if (head.length >= maxBytes) break;
  }
  const text = Buffer.from(head).toString("latin1");
  const [line, delimiter] = /^"?sep=([^\w"\s]|[\t ])"?(?:\r\n|\n|\r|$)/i.exec(text) ?? [];
  if (line === undefined || delimiter === undefined) return undefined;
  return { delimiter, byteLength: line.length };
}

/** The bytes of a file behind its first ones. */
export async function* skipBytes(
  bytes: AsyncIterable<Uint8Array>,
  byteLength: number,
): AsyncGenerator<Uint8Array> {
  let left = byteLength;
  for await (const chunk of bytes) {
    if (left < chunk.byteLength) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(left - chunk.byteLength, 0);
  }
}
