import type { ArrowData } from "@lancetree/core";

/** Cuts what comes in pieces of any size into what is asked for. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array, unknown, undefined>;
  #held: Uint8Array = new Uint8Array();
  /** How many bytes have come. */
  received = 0;

  constructor(data: ArrowData) {
    this.#pieces = piecesOf(data);
  }

  /** So many bytes, or fewer at the end. Bytes that came in one piece are not copied. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      const part = await this.#next(left);
      if (part.byteLength === 0) break;
      parts.push(part);
      left -= part.byteLength;
    }
    return joinBytes(parts);
  }

  /** Puts bytes back in front of what follows. */
  putBack(bytes: Uint8Array): void {
    this.#held = joinBytes([bytes, this.#held]);
  }

  /** Gives up reading, so that what makes the bytes can let go of what it holds. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #next(most: number): Promise<Uint8Array> {
    while (this.#held.byteLength === 0) {
      const { value, done } = await this.#pieces.next();
      if (done) break;
      this.#held = value;
      this.received += value.byteLength;
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.byteLength);
    return part;
  }
}

async function* piecesOf(data: ArrowData): AsyncGenerator<Uint8Array, undefined, undefined> {
  if (data instanceof Uint8Array) yield data;
  else yield* data;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}
