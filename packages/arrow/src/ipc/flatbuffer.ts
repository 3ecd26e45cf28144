/**
 * A table of a flatbuffer. Every read stays within the bytes; a position outside of them throws RangeError. Fields
 * have the numbers of Arrow's format.
 */
export class FlatTable {
  readonly #view: DataView;
  /** Where the table begins. */
  readonly position: number;

  private constructor(view: DataView, position: number) {
    this.#view = view;
    this.position = position;
  }

  /** The root table of a flatbuffer. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where a field's value is; undefined when it has its default. */
  at(field: number): number | undefined {
    const vtable = this.position - this.#view.getInt32(this.position, true);
    const slot = 4 + field * 2;
    if (slot + 2 > this.#view.getUint16(vtable, true)) return undefined;
    const offset = this.#view.getUint16(vtable + slot, true);
    return offset === 0 ? undefined : this.position + offset;
  }

  uint8(field: number, absent = 0): number {
    const at = this.at(field);
    return at === undefined ? absent : this.#view.getUint8(at);
  }

  int16(field: number, absent = 0): number {
    const at = this.at(field);
    return at === undefined ? absent : this.#view.getInt16(at, true);
  }

  int32(field: number, absent = 0): number {
    const at = this.at(field);
    return at === undefined ? absent : this.#view.getInt32(at, true);
  }

  int64(field: number): bigint {
    const at = this.at(field);
    return at === undefined ? 0n : this.#view.getBigInt64(at, true);
  }

  /** A size or a count. @throws RangeError for a negative one, and one beyond 2^53 */
  size(field: number): number {
    return toSize(this.int64(field));
  }

  table(field: number): FlatTable | undefined {
    const at = this.at(field);
    return at === undefined ? undefined : new FlatTable(this.#view, this.#indirect(at));
  }

  required(field: number): FlatTable {
    const table = this.table(field);
    if (table === undefined) throw new RangeError("A flatbuffer lacks a table that it must have.");
    return table;
  }

  tables(field: number): FlatTable[] {
    return this.#vector(field, 4).map((at) => new FlatTable(this.#view, this.#indirect(at)));
  }

  text(field: number): string | undefined {
    const at = this.at(field);
    if (at === undefined) return undefined;
    const start = this.#indirect(at);
    const length = this.#view.getUint32(start, true);
    if (start + 4 + length > this.#view.byteLength) throw new RangeError("A flatbuffer is cut short.");
    return new TextDecoder().decode(
      new Uint8Array(this.#view.buffer, this.#view.byteOffset + start + 4, length),
    );
  }

  /** A vector of structs of 64-bit sizes; returns the sizes at the given offsets of each struct. */
  sizes(field: number, width: number, offsets: readonly number[]): number[][] {
    return this.#vector(field, width).map((at) =>
      offsets.map((offset) => toSize(this.#view.getBigInt64(at + offset, true))),
    );
  }

  /**
   * The blocks of a footer: the position of a message, the length of its metadata with the prefix, and the length of
   * its body.
   */
  blocks(field: number): { offset: number; metadataLength: number; bodyLength: number }[] {
    return this.#vector(field, 24).map((at) => ({
      offset: toSize(this.#view.getBigInt64(at, true)),
      metadataLength: this.#view.getInt32(at + 8, true),
      bodyLength: toSize(this.#view.getBigInt64(at + 16, true)),
    }));
  }

  int32s(field: number): number[] {
    return this.#vector(field, 4).map((at) => this.#view.getInt32(at, true));
  }

  #vector(field: number, width: number): number[] {
    const at = this.at(field);
    if (at === undefined) return [];
    const start = this.#indirect(at);
    const count = this.#view.getUint32(start, true);
    if (start + 4 + count * width > this.#view.byteLength) throw new RangeError("A flatbuffer is cut short.");
    return Array.from({ length: count }, (_, index) => start + 4 + index * width);
  }

  #indirect(at: number): number {
    return at + this.#view.getUint32(at, true);
  }
}

function toSize(value: bigint): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError("A size is out of range.");
  return Number(value);
}
