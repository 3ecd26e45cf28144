const alignment = 64;
const none: Uint8Array = new Uint8Array();

/**
 * Memory for the parts of one body. From the second part on it is used again, because allocating and freeing memory
 * for each batch and each file takes more time than copying the bytes.
 */
export class PartMemory {
  readonly #partBytes: number;
  /**
   * The last batch that is read before a part ends belongs to the next part, so that two parts need separate memory
   * for their batches.
   */
  readonly #batches: [Uint8Array, Uint8Array] = [none, none];
  #half: 0 | 1 = 0;
  #used = 0;
  #file = none;
  #isLong = false;

  /** @param partBytes - the approximate number of bytes of a part */
  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  readonly forBatch = (byteLength: number): Uint8Array => {
    const maxBytes = this.#partBytes * 1.25;
    if (!this.#isLong || this.#used + byteLength > maxBytes) return new Uint8Array(byteLength);
    if (this.#batches[this.#half] === none) this.#batches[this.#half] = new Uint8Array(maxBytes);
    const bytes = this.#batches[this.#half].subarray(this.#used, this.#used + byteLength);
    this.#used += Math.ceil(byteLength / alignment) * alignment;
    return bytes;
  };

  readonly forFile = (byteLength: number): Uint8Array => {
    if (!this.#isLong) return new Uint8Array(byteLength);
    if (this.#file.byteLength < byteLength) this.#file = new Uint8Array(Math.ceil(byteLength * 1.1));
    return this.#file.subarray(0, byteLength);
  };

  /** Call it when the file of a part is written, so that its batches are no longer needed. */
  endPart(): void {
    this.#isLong = true;
    this.#half = this.#half === 0 ? 1 : 0;
    this.#used = 0;
  }
}
