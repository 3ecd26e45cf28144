/** A field of a table: a number of 1, 2, 4 or 8 bytes, or a reference to something that is written later. */
export type Slot = readonly [bytes: 1 | 2 | 4 | 8, value: number | bigint] | "reference";

/** A table that was written, with the positions of its references. */
export interface WrittenTable {
  readonly position: number;
  /** Sets the reference in a field to a later position. */
  refer(field: number, position: number): void;
}

/** Writes a flatbuffer from front to back: a table first, then what it refers to. */
export class FlatWriter {
  #bytes: Uint8Array = new Uint8Array(1024);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** The first four bytes are the offset of the root. */
  #length = 4;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  root({ position }: WrittenTable): void {
    this.#view.setUint32(0, position, true);
  }

  /** @param slots - the fields by their numbers; undefined for the default */
  table(slots: readonly (Slot | undefined)[]): WrittenTable {
    const vtable = this.align(8);
    const position = Math.ceil((vtable + 4 + slots.length * 2 - 4) / 8) * 8 + 4;
    const fieldOffsets = new Map<number, number>();
    let end = position + 4;
    const sizeOf = (slot: Slot): number => (slot === "reference" ? 4 : slot[0]);
    const order = [...slots.entries()].flatMap(([field, slot]) => (slot ? [{ field, slot }] : []));
    // The widest fields first, so that each is aligned.
    for (const { field, slot } of order.toSorted((left, right) => sizeOf(right.slot) - sizeOf(left.slot))) {
      fieldOffsets.set(field, end);
      end += sizeOf(slot);
    }
    this.#reserve(end);
    this.#view.setUint16(vtable, 4 + slots.length * 2, true);
    this.#view.setUint16(vtable + 2, end - position, true);
    for (const [field, fieldOffset] of fieldOffsets)
      this.#view.setUint16(vtable + 4 + field * 2, fieldOffset - position, true);
    this.#view.setInt32(position, position - vtable, true);
    for (const { field, slot } of order)
      if (slot !== "reference") this.#number(fieldOffsets.get(field) ?? 0, slot);
    return {
      position,
      refer: (field, target) => {
        const fieldOffset = fieldOffsets.get(field) ?? 0;
        this.#view.setUint32(fieldOffset, target - fieldOffset, true);
      },
    };
  }

  /** A vector of 64-bit integers, or of structs of them. */
  longs(rows: readonly (readonly number[])[]): number {
    const start = this.#align(8, 4);
    this.#reserve(start + 4 + rows.reduce((sum, row) => sum + row.length * 8, 0));
    this.#view.setUint32(start, rows.length, true);
    for (const [index, value] of rows.flat().entries()) {
      this.#view.setBigInt64(start + 4 + index * 8, BigInt(value), true);
    }
    return start;
  }

  /** A vector of the blocks of a footer. */
  blocks(blocks: readonly { offset: number; metadataLength: number; bodyLength: number }[]): number {
    // The length of the metadata has 4 bytes and 4 bytes of padding, which together are written as a 64-bit number.
    return this.longs(
      blocks.map(({ offset, metadataLength, bodyLength }) => [offset, metadataLength, bodyLength]),
    );
  }

  /** Appends bytes at the next position that is aligned to 8. */
  append(bytes: Uint8Array): number {
    const start = this.align(8);
    this.#reserve(start + bytes.byteLength);
    this.#bytes.set(bytes, start);
    return start;
  }

  /** Moves on to the next multiple. */
  align(multiple: number): number {
    return this.#align(multiple, 0);
  }

  #align(multiple: number, rest: number): number {
    this.#reserve(Math.ceil((this.#length - rest) / multiple) * multiple + rest);
    return this.#length;
  }

  #number(fieldOffset: number, [size, value]: Exclude<Slot, "reference">): void {
    if (size === 8) this.#view.setBigInt64(fieldOffset, BigInt(value), true);
    else if (size === 4) this.#view.setInt32(fieldOffset, Number(value), true);
    else if (size === 2) this.#view.setInt16(fieldOffset, Number(value), true);
    else this.#view.setInt8(fieldOffset, Number(value));
  }

  #reserve(length: number): void {
    if (length > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.byteLength * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = length;
  }
}
