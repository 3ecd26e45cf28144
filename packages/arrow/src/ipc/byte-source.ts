import type { ArrowData } from "@lancetree/core";

/** Allocates memory. */
export type Allocate = (byteLength: number) => Uint8Array;

/**
 * Up to this number of bytes, memory is allocated in advance; for more, as they arrive, because a body may declare
 * any length.
 */
const maxReadAhead = 64 * 1024 * 1024;

/** Reads a stream of chunks by numbers of bytes. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array, unknown, undefined>;
  #held: Uint8Array = new Uint8Array();
  /** Number of bytes that have arrived. */
  received = 0;

  constructor(data: ArrowData) {
    this.#chunks = chunksOf(data);
  }

  /** Reads `count` bytes, or fewer at the end. Bytes within one chunk are not copied; others are copied into memory from `allocate`. */
  async take(count: number, allocate: Allocate = newBytes): Promise<Uint8Array> {
    const first = await this.#next(count);
    if (first.byteLength === 0 || first.byteLength === count) return first;
    if (count > maxReadAhead) return this.#takeUnknown(first, count);
    const bytes = allocate(count);
    bytes.set(first);
    let length = first.byteLength;
    while (length < count) {
      const part = await this.#next(count - length);
      if (part.byteLength === 0) break;
      bytes.set(part, length);
      length += part.byteLength;
    }
    return bytes.subarray(0, length);
  }

  async #takeUnknown(first: Uint8Array, count: number): Promise<Uint8Array> {
    const parts = [first];
    for (let left = count - first.byteLength; left > 0; ) {
      const part = await this.#next(left);
      if (part.byteLength === 0) break;
      parts.push(part);
      left -= part.byteLength;
    }
    return joinBytes(parts);
  }

  /** Prepends bytes to those that follow. */
  putBack(bytes: Uint8Array): void {
    this.#held = joinBytes([bytes, this.#held]);
  }

  /** Stops reading, so that the source can release its resources. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(maxBytes: number): Promise<Uint8Array> {
    while (this.#held.byteLength === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) break;
      this.#held = value;
      this.received += value.byteLength;
    }
    const part = this.#held.subarray(0, maxBytes);
    this.#held = this.#held.subarray(part.byteLength);
    return part;
  }
}

async function* chunksOf(data: ArrowData): AsyncGenerator<Uint8Array, undefined, undefined> {
  if (data instanceof Uint8Array) yield data;
  else yield* data;
}

function newBytes(byteLength: number): Uint8Array {
  return new Uint8Array(byteLength);
}

/** @param allocate - allocates the memory of the joined bytes; a single part is returned without copying */
export function joinBytes(parts: readonly Uint8Array[], allocate: Allocate = newBytes): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const joined = allocate(parts.reduce((length, part) => length + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
