import { InvalidInputError } from "@lancetree/core";
import { damaged } from "../ipc/damaged.ts";
import { FlatTable } from "../ipc/flatbuffer.ts";
import { type Message, reading } from "../ipc/message.ts";
import { type ArrowReader, type ReadBatch, readSchema } from "../ipc/reader.ts";
import { typeText } from "../schema/type-text.ts";
import type { ArrowField } from "../schema/types.ts";
import { type Column, offsetAt } from "./columns.ts";
import { layoutOf } from "./layout.ts";
import { isSet } from "./slice.ts";

/** A type of vectors: the number of values, and the bits of each float. */
export interface VectorType {
  readonly length: number;
  readonly bits: 16 | 32 | 64;
}

/**
 * Converts columns of lists to columns of vectors. All lists of a column must contain numbers and have the same length.
 * A null list becomes a null vector.
 *
 * The iteration over the batches rejects with InvalidInput for a list of another length and for a number outside the
 * range of the vector's floats.
 *
 * @param vectorTypes - the vector types by column name; other columns are unchanged
 * @throws InvalidInputError for a column without lists of numbers
 */
export function withVectors(reader: ArrowReader, vectorTypes: ReadonlyMap<string, VectorType>): ArrowReader {
  if (vectorTypes.size === 0) return reader;
  for (const field of reader.schema.fields) {
    const type = vectorTypes.get(field.name);
    if (type !== undefined) demandNumbers(field, type);
  }
  const schemaMessage = withVectorTypes(reader.schemaMessage, vectorTypes);
  const schema = readSchema(schemaMessage);
  async function* batches(): AsyncGenerator<ReadBatch, void, undefined> {
    let rows = 0;
    for await (const { batch, dictionaries } of reader.batches) {
      const columns = batch.columns.map((column, position) => {
        const type = vectorTypes.get(column.field.name);
        const field = schema.fields[position];
        return type && field ? toVectors(column, field, type, rows) : column;
      });
      yield { batch: { length: batch.length, columns }, dictionaries };
      rows += batch.length;
    }
  }
  return { schema, schemaMessage, batches: batches(), close: () => reader.close() };
}

/**
 * The common length of all lists of a column that are not null; undefined if there is no such list, `several` if the
 * lengths differ.
 */
export function commonListLength(column: Column): number | "several" | undefined {
  let common: number | undefined;
  for (let row = 0; row < column.length; row += 1) {
    const range = rangeOf(column, row);
    if (range === undefined) continue;
    const length = range[1] - range[0];
    if (common !== undefined && common !== length) return "several";
    common = length;
  }
  return common;
}

function demandNumbers({ name, type, children, dictionary }: ArrowField, { bits }: VectorType): void {
  const item = children[0];
  const isList = !dictionary && ["list", "large_list", "fixed_size_list"].includes(type.kind);
  if (!isList || !item || item.dictionary || (item.type.kind !== "float" && item.type.kind !== "int")) {
    const kind = typeText({ name, type, children, dictionary, nullable: true, metadata: new Map() });
    throw new InvalidInputError(`Column "${name}" of type ${kind} does not contain lists of numbers.`);
  }
  const isHalf = item.type.kind === "float" && item.type.bits === 16;
  if (isHalf !== (bits === 16)) {
    throw new InvalidInputError(
      `Column "${name}" contains lists of ${typeText(item)}, which cannot be turned into vectors of float${bits}.`,
    );
  }
}

const typeNumbers = { float: 3, fixedSizeList: 16 };

/** Changes the types of fields; all other bytes of the schema are unchanged. */
function withVectorTypes(schema: Message, vectorTypes: ReadonlyMap<string, VectorType>): Message {
  const start = Math.ceil(schema.metadata.byteLength / 8) * 8;
  // Each new table has 16 bytes. A column needs two tables: its own type and that of its numbers.
  const metadata = new Uint8Array(start + vectorTypes.size * 32);
  metadata.set(schema.metadata);
  const view = new DataView(metadata.buffer);
  let end = start;
  const setType = (field: FlatTable, number: number, value: number): void => {
    const [kind, position] = [field.at(2), field.at(3)];
    if (kind === undefined || position === undefined) throw new RangeError("A field lacks its type.");
    // A table with one field: 6 bytes for the table of offsets, 2 bytes of padding, the offset to that table, and the
    // value.
    view.setUint16(end, 6, true);
    view.setUint16(end + 2, 8, true);
    view.setUint16(end + 4, 4, true);
    view.setInt32(end + 8, 8, true);
    view.setInt32(end + 12, value, true);
    view.setUint8(kind, number);
    view.setUint32(position, end + 8 - position, true);
    end += 16;
  };
  reading("the schema", () => {
    for (const field of FlatTable.root(metadata).required(2).tables(1)) {
      const type = vectorTypes.get(field.text(0) ?? "");
      const [item] = field.tables(5);
      if (type === undefined || !item) continue;
      setType(field, typeNumbers.fixedSizeList, type.length);
      setType(item, typeNumbers.float, { 16: 0, 32: 1, 64: 2 }[type.bits]);
    }
  });
  return { ...schema, metadata };
}

function toVectors(column: Column, field: ArrowField, type: VectorType, rowsBefore: number): Column {
  const [child] = column.children;
  const [item] = field.children;
  if (!child || !item) throw damaged("a column of lists lacks their numbers");
  const { length, nullCount, validity } = column;
  const numbers = new Numbers(child, type, length * type.length);
  for (let row = 0; row < length; row += 1) {
    const range = rangeOf(column, row);
    if (range === undefined) continue;
    const [start, end] = range;
    const where = `Row ${rowsBefore + row + 1} of column "${field.name}"`;
    if (end - start !== type.length) {
      throw new InvalidInputError(`${where} has ${end - start} numbers, not ${type.length}.`);
    }
    if (!numbers.copy(start, row * type.length)) {
      throw new InvalidInputError(`${where} has a number that is out of the range of float${type.bits}.`);
    }
  }
  const vectors = { field, layout: layoutOf(field), length, nullCount, validity, buffers: [] };
  return { ...vectors, children: [numbers.column(item)] };
}

/** The start and the end of a list's values; undefined if the list is null. */
function rangeOf(
  { layout, validity, nullCount, buffers, children }: Column,
  row: number,
): [number, number] | undefined {
  if (nullCount > 0 && !isSet(validity, row)) return undefined;
  if (layout.kind === "fixed_list") return [row * layout.length, (row + 1) * layout.length];
  const [offsets] = buffers;
  if (layout.kind !== "list" || !offsets) return undefined;
  const [start, end] = [offsetAt(offsets, layout.bytes, row), offsetAt(offsets, layout.bytes, row + 1)];
  if (start < 0 || end < start || end > (children[0]?.length ?? 0)) {
    throw damaged("an offset leads outside of its column");
  }
  return [start, end];
}

/** The numbers of vectors, copied from lists. */
class Numbers {
  readonly #from: Column;
  readonly #type: VectorType;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #validity: Uint8Array;
  readonly #read: ((index: number) => number) | undefined;
  #nullCount = 0;

  constructor(from: Column, type: VectorType, count: number) {
    this.#from = from;
    this.#type = type;
    this.#bytes = new Uint8Array((count * type.bits) / 8);
    this.#view = new DataView(this.#bytes.buffer);
    this.#validity = new Uint8Array(Math.ceil(count / 8)).fill(255);
    this.#read = isSame(from, type) ? undefined : numbersIn(from);
  }

  /** Copies the numbers of a list. False if one is out of the range of the vector's floats. */
  copy(start: number, to: number): boolean {
    const { length, bits } = this.#type;
    const bytes = bits / 8;
    if (this.#from.nullCount > 0) this.#copyNulls(start, to);
    const [source = new Uint8Array()] = this.#from.buffers;
    if (!this.#read) {
      this.#bytes.set(source.subarray(start * bytes, (start + length) * bytes), to * bytes);
      return true;
    }
    for (let position = 0; position < length; position += 1) {
      const value = this.#read(start + position);
      const at = (to + position) * bytes;
      if (bits === 64) this.#view.setFloat64(at, value, true);
      else {
        this.#view.setFloat32(at, value, true);
        if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) return false;
      }
    }
    return true;
  }

  column(field: ArrowField): Column {
    const length = (this.#bytes.byteLength * 8) / this.#type.bits;
    return {
      field,
      layout: layoutOf(field),
      length,
      nullCount: this.#nullCount,
      validity: this.#validity,
      buffers: [this.#bytes],
      children: [],
    };
  }

  #copyNulls(start: number, to: number): void {
    for (let position = 0; position < this.#type.length; position += 1) {
      if (isSet(this.#from.validity, start + position)) continue;
      const bit = to + position;
      this.#validity[bit >> 3] = (this.#validity[bit >> 3] ?? 0) & ~(1 << (bit & 7));
      this.#nullCount += 1;
    }
  }
}

function isSame({ field }: Column, { bits }: VectorType): boolean {
  return field.type.kind === "float" && field.type.bits === bits;
}

function numbersIn({ field: { type }, buffers }: Column): (index: number) => number {
  const [bytes = new Uint8Array()] = buffers;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type.kind === "float") {
    return type.bits === 32
      ? (index) => view.getFloat32(index * 4, true)
      : (index) => view.getFloat64(index * 8, true);
  }
  if (type.kind !== "int") throw damaged("a list does not contain numbers");
  const { bits, signed } = type;
  if (bits === 8) return signed ? (index) => view.getInt8(index) : (index) => view.getUint8(index);
  if (bits === 16) {
    return signed ? (index) => view.getInt16(index * 2, true) : (index) => view.getUint16(index * 2, true);
  }
  if (bits === 32) {
    return signed ? (index) => view.getInt32(index * 4, true) : (index) => view.getUint32(index * 4, true);
  }
  return signed
    ? (index) => Number(view.getBigInt64(index * 8, true))
    : (index) => Number(view.getBigUint64(index * 8, true));
}
