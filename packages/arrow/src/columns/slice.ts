import { UnsupportedError } from "@lancetree/core";
import { damaged } from "../ipc/damaged.ts";
import { typeText } from "../schema/type-text.ts";
import type { Batch } from "./batch.ts";
import { type Column, offsetAt } from "./columns.ts";
import { hasValidity } from "./layout.ts";

/**
 * Some rows of a batch.
 *
 * @throws UnsupportedError for unions, run-end encoded columns and list views, which Lance tables do not contain,
 *   InvalidInputError for damaged offsets
 */
export function sliceBatch({ columns }: Batch, start: number, end: number): Batch {
  return { length: end - start, columns: columns.map((column) => sliceColumn(column, start, end - start)) };
}

function sliceColumn(column: Column, start: number, length: number): Column {
  const { layout, validity, nullCount } = column;
  const [first = new Uint8Array(), second = new Uint8Array()] = column.buffers;
  const hasNulls = hasValidity(layout) && nullCount > 0;
  const bits = hasNulls ? sliceBits(validity, start, length) : new Uint8Array();
  const sliced = {
    ...column,
    length,
    validity: bits,
    nullCount: layout.kind === "null" ? length : hasNulls ? length - countBits(bits, length) : 0,
  };
  switch (layout.kind) {
    case "null":
      return sliced;
    case "bits":
      return { ...sliced, buffers: [sliceBits(first, start, length)] };
    case "fixed":
      return { ...sliced, buffers: [first.subarray(start * layout.bytes, (start + length) * layout.bytes)] };
    case "views":
      return {
        ...sliced,
        buffers: [first.subarray(start * 16, (start + length) * 16), ...column.buffers.slice(1)],
      };
    case "variable": {
      const { offsets, from, to } = sliceOffsets(first, layout.bytes, start, length);
      if (to > second.byteLength) throw damaged("an offset leads outside of its column");
      return { ...sliced, buffers: [offsets, second.subarray(from, to)] };
    }
    case "list": {
      const { offsets, from, to } = sliceOffsets(first, layout.bytes, start, length);
      const children = column.children.map((child) => {
        if (to > child.length) throw damaged("an offset leads outside of its column");
        return sliceColumn(child, from, to - from);
      });
      return { ...sliced, buffers: [offsets], children };
    }
    case "fixed_list": {
      const each = layout.length;
      return {
        ...sliced,
        children: column.children.map((child) => sliceColumn(child, start * each, length * each)),
      };
    }
    case "struct":
      return { ...sliced, children: column.children.map((child) => sliceColumn(child, start, length)) };
    default:
      throw new UnsupportedError(
        `Column "${column.field.name}" of type ${typeText(column.field)} cannot be split into parts.`,
      );
  }
}

function sliceOffsets(
  offsets: Uint8Array,
  bytes: 4 | 8,
  start: number,
  length: number,
): { offsets: Uint8Array; from: number; to: number } {
  if (length === 0 && offsets.byteLength === 0) return { offsets, from: 0, to: 0 };
  const from = offsetAt(offsets, bytes, start);
  const cut = new Uint8Array((length + 1) * bytes);
  const view = new DataView(cut.buffer);
  let before = from;
  for (let index = 0; index <= length; index++) {
    const offset = offsetAt(offsets, bytes, start + index);
    if (offset < before) throw damaged("the offsets of a column are out of order");
    if (bytes === 4) view.setInt32(index * 4, offset - from, true);
    else view.setBigInt64(index * 8, BigInt(offset - from), true);
    before = offset;
  }
  return { offsets: cut, from, to: before };
}

export function isSet(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

function sliceBits(bits: Uint8Array, start: number, length: number): Uint8Array {
  const shift = start & 7;
  const from = start >> 3;
  if (shift === 0) return bits.subarray(from, from + Math.ceil(length / 8));
  const cut = new Uint8Array(Math.ceil(length / 8));
  for (let index = 0; index < cut.length; index++) {
    cut[index] = ((bits[from + index] ?? 0) >> shift) | ((bits[from + index + 1] ?? 0) << (8 - shift));
  }
  return cut;
}

function countBits(bits: Uint8Array, length: number): number {
  let count = 0;
  for (let index = 0; index < length; index++) if (isSet(bits, index)) count += 1;
  return count;
}
