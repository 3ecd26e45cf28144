/** How the value after a tag is encoded. */
export const WireType = { Varint: 0, Bit64: 1, LengthDelimited: 2, Bit32: 5 } as const;

/**
 * Reads the fields of one protobuf message. The usual library for this takes ten times as long to load as a version file takes to read.
 * Every method throws RangeError for bytes that end early or that are not protobuf.
 */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The number of the next field, and the type of its value. */
  tag(): [field: number, wireType: number] {
    const tag = this.#count();
    if (tag < 8) throw new RangeError("There is no field 0.");
    return [Math.floor(tag / 8), tag % 8];
  }

  uint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new RangeError("A number has more than ten bytes.");
  }

  int32(): number {
    return Number(BigInt.asIntN(32, this.uint64()));
  }

  /** A view of the message's own bytes. */
  bytes(): Uint8Array {
    const length = this.#count();
    const start = this.#at;
    this.#advance(length);
    return this.#bytes.subarray(start, this.#at);
  }

  string(): string {
    return strictUtf8.decode(this.bytes());
  }

  /** Skips the value after a tag. */
  skip(wireType: number): void {
    if (wireType === WireType.Varint) this.uint64();
    else if (wireType === WireType.Bit64) this.#advance(8);
    else if (wireType === WireType.LengthDelimited) this.bytes();
    else if (wireType === WireType.Bit32) this.#advance(4);
    else throw new RangeError(`There is no value of the type ${wireType}.`);
  }

  /** A tag or a length: numbers are faster than big integers. */
  #count(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128 && value < 2 ** 32) return value;
    }
    throw new RangeError("A tag or a length has more than 32 bits.");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw endsEarly();
    return byte;
  }

  #advance(count: number): void {
    if (count > this.#bytes.length - this.#at) throw endsEarly();
    this.#at += count;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function endsEarly(): RangeError {
  return new RangeError("The message ends early.");
}
