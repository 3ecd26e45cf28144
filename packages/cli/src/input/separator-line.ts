/** The first line of a file in which Excel finds the delimiter: `sep=;`. */
export interface SeparatorLine {
  readonly delimiter: string;
  /** The number of bytes of the line, its line break included. */
  readonly byteLength: number;
}

/** Longer than any such line, because Excel allows one character as the delimiter. */
const maxBytes = 16;

/** Checks whether a file, in UTF-8 and without a byte order mark, begins with such a line. Reads only its first bytes. */
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

/** The bytes of a file after its first ones. */
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
