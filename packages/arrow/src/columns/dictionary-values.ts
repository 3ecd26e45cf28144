import { UnsupportedError } from "@lancetree/core";
import { damaged } from "../ipc/damaged.ts";
import { typeText } from "../schema/type-text.ts";
import type { ArrowField } from "../schema/types.ts";
import { type Column, offsetAt } from "./columns.ts";
import { valueLayout } from "./layout.ts";
import { isSet } from "./slice.ts";

/** The bytes of a value; a boolean is one byte. */
type Value = Uint8Array | null;

/**
 * The values of a dictionary at one position of a stream. Values that the stream adds later are in the same list, so
 * that nothing is copied.
 */
export interface DictionaryValues {
  /** The values, followed by those that were added later. */
  readonly list: readonly Value[];
  /** The number of values of the list at that position. */
  readonly length: number;
}

export const noValues: DictionaryValues = { list: [], length: 0 };

/** Appends values; the original object does not change. */
export function withMoreValues({ list, length }: DictionaryValues, more: readonly Value[]): DictionaryValues {
  // If two lists are extended from one list, only the first can be extended in place.
  const grown = list.length === length ? (list as Value[]) : list.slice(0, length);
  for (const value of more) grown.push(value);
  return { list: grown, length: grown.length };
}

/** The values at that position only. */
export function listOf({ list, length }: DictionaryValues): readonly Value[] {
  return list.length === length ? list : list.slice(0, length);
}

/**
 * The values of a dictionary.
 *
 * @throws UnsupportedError for nested values such as lists and structs, InvalidInputError for damaged ones
 */
export function valuesOf(column: Column): Value[] {
  const read = readerOf(column);
  return Array.from({ length: column.length }, (_, row) => {
    const isNull = column.nullCount > 0 && !isSet(column.validity, row);
    return isNull ? null : read(row);
  });
}

function readerOf({ field, layout, buffers }: Column): (row: number) => Value {
  const [first = new Uint8Array(), second = new Uint8Array()] = buffers;
  switch (layout.kind) {
    case "null":
      return () => null;
    case "bits":
      return (row) => Uint8Array.of(isSet(first, row) ? 1 : 0);
    case "fixed":
      return (row) => first.subarray(row * layout.bytes, (row + 1) * layout.bytes);
    case "variable":
      return (row) => {
        const start = offsetAt(first, layout.bytes, row);
        const end = offsetAt(first, layout.bytes, row + 1);
        if (start < 0 || end < start || end > second.byteLength)
          throw damaged("a dictionary has wrong offsets");
        return second.subarray(start, end);
      };
    case "views":
      return (row) => viewed(buffers, row);
    default:
      throw new UnsupportedError(`Column "${field.name}": ${typeText(field)} is not supported.`);
  }
}

const longestInline = 12;

function viewed([views = new Uint8Array(), ...rest]: readonly Uint8Array[], row: number): Uint8Array {
  const view = new DataView(views.buffer, views.byteOffset + row * 16, 16);
  const length = view.getInt32(0, true);
  if (length >= 0 && length <= longestInline) return views.subarray(row * 16 + 4, row * 16 + 4 + length);
  const buffer = rest[view.getInt32(8, true)];
  const start = view.getInt32(12, true);
  if (!buffer || length < 0 || start < 0 || start + length > buffer.byteLength) {
    throw damaged("a dictionary has wrong views");
  }
  return buffer.subarray(start, start + length);
}

/** A column of a dictionary's type with values that `valuesOf` returned. */
export function columnOf(field: ArrowField, values: readonly Value[]): Column {
  const layout = valueLayout(field.type);
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  for (const [row, value] of values.entries()) if (value) setBit(validity, row);
  const nullCount = values.filter((value) => value === null).length;
  const column = { field, layout, length: values.length, nullCount, validity, children: [] };
  switch (layout.kind) {
    case "null":
      return { ...column, buffers: [] };
    case "bits": {
      const bits = new Uint8Array(validity.length);
      for (const [row, value] of values.entries()) if (value?.[0] === 1) setBit(bits, row);
      return { ...column, buffers: [bits] };
    }
    case "fixed": {
      const bytes = new Uint8Array(values.length * layout.bytes);
      for (const [row, value] of values.entries()) if (value) bytes.set(value, row * layout.bytes);
      return { ...column, buffers: [bytes] };
    }
    case "variable": {
      const { offsets, data } = joined(values, layout.bytes);
      return { ...column, buffers: [offsets, data] };
    }
    case "views": {
      const { offsets, data } = joined(values, 4);
      return { ...column, buffers: [viewsOf(values, offsets), data] };
    }
    default:
      throw new UnsupportedError(`Column "${field.name}": ${typeText(field)} is not supported.`);
  }
}

function joined(values: readonly Value[], width: 4 | 8): { offsets: Uint8Array; data: Uint8Array } {
  const offsets = new Uint8Array((values.length + 1) * width);
  const view = new DataView(offsets.buffer);
  const data = new Uint8Array(values.reduce((sum, value) => sum + (value?.byteLength ?? 0), 0));
  let end = 0;
  for (const [row, value] of values.entries()) {
    if (value) data.set(value, end);
    end += value?.byteLength ?? 0;
    if (width === 4) view.setInt32((row + 1) * 4, end, true);
    else view.setBigInt64((row + 1) * 8, BigInt(end), true);
  }
  return { offsets, data };
}

function viewsOf(values: readonly Value[], offsets: Uint8Array): Uint8Array {
  const views = new Uint8Array(values.length * 16);
  const view = new DataView(views.buffer);
  for (const [row, value] of values.entries()) {
    if (!value) continue;
    const isInline = value.byteLength <= longestInline;
    view.setInt32(row * 16, value.byteLength, true);
    views.set(isInline ? value : value.subarray(0, 4), row * 16 + 4);
    if (!isInline) view.setInt32(row * 16 + 12, offsetAt(offsets, 4, row), true);
  }
  return views;
}

function setBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
}
