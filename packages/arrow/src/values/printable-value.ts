/** The printable form of every value, with all digits that are stored. */
import { type Column, offsetAt } from "../columns/columns.ts";
import type { Dictionaries } from "../columns/dictionaries.ts";
import { columnOf, type DictionaryValues, listOf, noValues } from "../columns/dictionary-values.ts";
import { isSet } from "../columns/slice.ts";
import type { ArrowField, IntType } from "../schema/types.ts";
import { fromHalfBits, toHalf } from "./half-float.ts";
import { cellText, type PrintableValue } from "./printable-text.ts";
import { dateText, dateTimeText, durationText, timeOfDayText, unitDigits } from "./printable-time.ts";

/** Reads the value at an index of a column. */
export type ValueReader = (index: number) => PrintableValue;

/**
 * Returns a reader for the values of a column of a batch.
 *
 * @param dictionaries - the dictionaries of the batch
 */
export function printableValues(column: Column, dictionaries: Dictionaries): ValueReader {
  const read = validReader(column, dictionaries);
  const { nullCount, validity } = column;
  return nullCount === 0 || validity.byteLength === 0
    ? read
    : (index) => (isSet(validity, index) ? read(index) : null);
}

function validReader(column: Column, dictionaries: Dictionaries): ValueReader {
  const { field, buffers } = column;
  const [bytes = new Uint8Array()] = buffers;
  if (field.dictionary) {
    const { id, index: type } = field.dictionary;
    const read = dictionaryReader(field, dictionaries.get(id) ?? noValues);
    const key = intReader(bytes, type);
    return (index) => read(Number(key(index)));
  }
  const { type } = field;
  const view = viewOf(bytes);
  switch (type.kind) {
    case "null":
      return () => null;
    case "bool":
      return (index) => isSet(bytes, index);
    case "int":
      return intReader(bytes, type);
    case "float":
      return floatReader(view, type.bits);
    case "decimal": {
      const { bits, scale } = type;
      return (index) => decimalText(view, (index * bits) / 8, bits, scale);
    }
    case "utf8":
    case "large_utf8":
    case "utf8_view": {
      const read = bytesReader(column);
      return (index) => decoder.decode(read(index));
    }
    case "binary":
    case "large_binary":
    case "binary_view":
    case "fixed_size_binary": {
      const read = bytesReader(column);
      return (index) => base64(read(index));
    }
    default:
      return momentReader(column) ?? nestedReader(column, dictionaries);
  }
}

/** Reads strings or bytes of a column, in any layout. */
function bytesReader({ field, buffers, layout }: Column): (index: number) => Uint8Array {
  const [first = new Uint8Array(), second = new Uint8Array(), ...others] = buffers;
  if (layout.kind === "variable") {
    const { bytes } = layout;
    return (index) => second.subarray(offsetAt(first, bytes, index), offsetAt(first, bytes, index + 1));
  }
  if (layout.kind === "views") {
    const view = viewOf(first);
    return (index) => {
      const start = index * 16;
      const length = view.getInt32(start, true);
      if (length <= longestInline) return first.subarray(start + 4, start + 4 + length);
      const buffer = [second, ...others][view.getInt32(start + 8, true)] ?? new Uint8Array();
      const from = view.getInt32(start + 12, true);
      return buffer.subarray(from, from + length);
    };
  }
  const width = field.type.kind === "fixed_size_binary" ? field.type.width : 0;
  return (index) => first.subarray(index * width, (index + 1) * width);
}

const longestInline = 12;

/** Dates, times, timestamps, durations and intervals; undefined for other types. */
function momentReader({ field: { type }, buffers }: Column): ValueReader | undefined {
  const view = viewOf(buffers[0] ?? new Uint8Array());
  const short = (index: number): bigint => BigInt(view.getInt32(index * 4, true));
  const long = (index: number): bigint => view.getBigInt64(index * 8, true);
  switch (type.kind) {
    case "date":
      if (type.unit === "day") return (index) => dateText(short(index));
      return (index) => {
        const ms = long(index);
        return ms % 86_400_000n === 0n ? dateText(ms / 86_400_000n) : dateTimeText(ms, 3);
      };
    case "time": {
      const amount = type.bits === 32 ? short : long;
      return (index) => timeOfDayText(amount(index), unitDigits[type.unit]);
    }
    case "timestamp": {
      // With a time zone, the stored time is in UTC.
      const end = type.zone ? "Z" : "";
      return (index) => dateTimeText(long(index), unitDigits[type.unit]) + end;
    }
    case "duration":
      return (index) => durationText(0n, 0n, long(index), unitDigits[type.unit]);
    case "interval":
      if (type.unit === "year_month") return (index) => durationText(short(index), 0n, 0n, 0);
      if (type.unit === "day_time")
        return (index) => durationText(0n, short(index * 2), short(index * 2 + 1), 3);
      return (index) => durationText(short(index * 4), short(index * 4 + 1), long(index * 2 + 1), 9);
    default:
      return undefined;
  }
}

function nestedReader({ field, layout, buffers, children }: Column, dictionaries: Dictionaries): ValueReader {
  const [first = new Uint8Array(), second = new Uint8Array()] = buffers;
  const readers = children.map((child) => printableValues(child, dictionaries));
  const [read = () => null, other = () => null] = readers;
  const [child] = children;
  switch (layout.kind) {
    case "fixed_list":
      return (index) => range(index * layout.length, (index + 1) * layout.length).map(read);
    case "list": {
      const { bytes } = layout;
      const entryIndices = (index: number): number[] =>
        range(offsetAt(first, bytes, index), offsetAt(first, bytes, index + 1));
      if (field.type.kind !== "map" || !child) return (index) => entryIndices(index).map(read);
      const [key = () => null, value = () => null] = child.children.map((part) =>
        printableValues(part, dictionaries),
      );
      return (index) => ({ entries: entryIndices(index).map((at) => [keyText(key(at)), value(at)]) });
    }
    case "list_view": {
      const { bytes } = layout;
      return (index) => {
        const start = offsetAt(first, bytes, index);
        return range(start, start + offsetAt(second, bytes, index)).map(read);
      };
    }
    case "run_end": {
      const ends = child ? intReader(child.buffers[0] ?? new Uint8Array(), endType(child.field)) : () => 0;
      const count = child?.length ?? 0;
      return (index) => other(range(0, count).find((run) => Number(ends(run)) > index) ?? 0);
    }
    case "sparse_union":
    case "dense_union": {
      const ids = field.type.kind === "union" ? field.type.typeIds : undefined;
      return (index) => {
        const id = viewOf(first).getInt8(index);
        const position = layout.kind === "sparse_union" ? index : offsetAt(second, 4, index);
        return readers[ids ? ids.indexOf(id) : id]?.(position) ?? null;
      };
    }
    default: {
      const names = field.children.map(({ name }) => name);
      return (index) => ({
        entries: names.map((name, position) => [name, readers[position]?.(index) ?? null]),
      });
    }
  }
}

function endType({ type }: ArrowField): IntType {
  return type.kind === "int" ? type : { kind: "int", bits: 32, signed: true };
}

/** The readers of dictionaries, which many batches share. */
const known = new WeakMap<DictionaryValues, ValueReader>();

function dictionaryReader(field: ArrowField, values: DictionaryValues): ValueReader {
  const found = known.get(values);
  if (found) return found;
  const column = columnOf({ ...field, dictionary: undefined }, listOf(values));
  const read = printableValues(column, new Map());
  const reader: ValueReader = (index) => (index < values.length ? read(index) : null);
  known.set(values, reader);
  return reader;
}

function intReader(bytes: Uint8Array, { bits, signed }: IntType): (index: number) => number | bigint {
  const view = viewOf(bytes);
  if (bits === 8) return (index) => (signed ? view.getInt8(index) : view.getUint8(index));
  if (bits === 16)
    return (index) => (signed ? view.getInt16(index * 2, true) : view.getUint16(index * 2, true));
  if (bits === 32)
    return (index) => (signed ? view.getInt32(index * 4, true) : view.getUint32(index * 4, true));
  return (index) => (signed ? view.getBigInt64(index * 8, true) : view.getBigUint64(index * 8, true));
}

function floatReader(view: DataView, bits: number): ValueReader {
  if (bits === 64) return (index) => view.getFloat64(index * 8, true);
  if (bits === 32) return (index) => shortest(view.getFloat32(index * 4, true), 6, Math.fround);
  return (index) => shortest(fromHalfBits(view.getUint16(index * 2, true)), 3, toHalf);
}

/** A number with the fewest digits that distinguish it from other floats of its width: 0.1 and not 0.10000000149011612. */
function shortest(value: number, digits: number, round: (value: number) => number): number {
  for (let more = 0; more < 3; more += 1) {
    const short = Number(value.toPrecision(digits + more));
    if (round(short) === value) return short;
  }
  return value;
}

/** Arrow stores a decimal in 32-bit words, the lowest first. */
function decimalText(view: DataView, start: number, bits: number, scale: number): string {
  let stored = 0n;
  for (let word = bits / 32 - 1; word >= 0; word -= 1)
    stored = (stored << 32n) + BigInt(view.getUint32(start + word * 4, true));
  const digits = BigInt.asIntN(bits, stored);
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString();
  if (scale <= 0) return text === "0" ? "0" : `${sign}${text}${"0".repeat(-scale)}`;
  const padded = text.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

function keyText(key: PrintableValue): string {
  return key === null ? "null" : cellText(key);
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
