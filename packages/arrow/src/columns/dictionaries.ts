import { InvalidInputError } from "@lancetree/core";
import { damaged } from "../ipc/damaged.ts";
import type { Message } from "../ipc/message.ts";
import type { ArrowField, ArrowSchema, IntType } from "../schema/types.ts";
import { type Batch, type DictionaryBatch, encodeDictionary } from "./batch.ts";
import type { Column } from "./columns.ts";
import { columnOf, type DictionaryValues, valuesOf, withMoreValues } from "./dictionary-values.ts";

/** The dictionaries at one position of a stream. */
export type Dictionaries = ReadonlyMap<bigint, DictionaryValues>;

/** The fields that have dictionaries, by the ids of the dictionaries. */
export function dictionaryFields(schema: ArrowSchema): ReadonlyMap<bigint, ArrowField> {
  const found = new Map<bigint, ArrowField>();
  const visit = (field: ArrowField): void => {
    if (field.dictionary) found.set(field.dictionary.id, field);
    for (const child of field.children) visit(child);
  };
  for (const field of schema.fields) visit(field);
  return found;
}

/**
 * Applies a dictionary batch, which replaces a dictionary or adds values to it.
 *
 * @param maxValues - the maximum number of values in all dictionaries together
 * @throws InvalidInputError if there would be
 * more
 */
export function addDictionary(
  known: Map<bigint, DictionaryValues>,
  { id, isDelta, values }: DictionaryBatch,
  maxValues: number = Number.POSITIVE_INFINITY,
): void {
  const before = isDelta ? known.get(id) : undefined;
  let count = values.length + (before?.length ?? 0);
  for (const [other, { length }] of known) if (other !== id) count += length;
  if (count > maxValues) {
    throw new InvalidInputError(
      `The dictionaries of the Arrow data have ${count} values; at most ${maxValues} are allowed. Write the columns without dictionaries.`,
    );
  }
  const list = valuesOf(values);
  known.set(id, before ? withMoreValues(before, list) : { list, length: list.length });
}

/**
 * One dictionary for each id, with the values of all dictionaries that were added. A file must have only one dictionary
 * for each id, and so must a stream that every reader can read.
 */
export class UnifiedDictionaries {
  readonly #fields: ReadonlyMap<bigint, ArrowField>;
  readonly #unified: ReadonlyMap<bigint, Unified>;

  constructor(schema: ArrowSchema) {
    this.#fields = dictionaryFields(schema);
    this.#unified = new Map([...this.#fields.keys()].map((id) => [id, new Unified()]));
  }

  /** Whether the schema has no dictionary. */
  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  /** Adds the values of dictionaries. Returns false and adds nothing if the type of an index is too small for all values. */
  add(dictionaries: Dictionaries, mayWiden = false): boolean {
    const fits = [...this.#unified].every(([id, unified]) => {
      const index = this.#fields.get(id)?.dictionary?.index;
      return mayWiden || !index || unified.sizeWith(dictionaries.get(id)) <= indexCapacity(index);
    });
    if (fits) for (const [id, unified] of this.#unified) unified.add(dictionaries.get(id));
    return fits;
  }

  /** The values of all dictionaries that were added, counted once for each time they were added. */
  get seenValues(): number {
    return [...this.#unified.values()].reduce((sum, { seen }) => sum + seen, 0);
  }

  /** The ids of the dictionaries with more values than the type of their index can count. */
  tooLarge(): bigint[] {
    return [...this.#unified].flatMap(([id, { values }]) => {
      const index = this.#fields.get(id)?.dictionary?.index;
      return index && values.length > indexCapacity(index) ? [id] : [];
    });
  }

  /**
   * A batch whose indices point into the unified dictionaries.
   *
   * @param widened - the ids of the dictionaries whose indices get 32 bits
   * @throws InvalidInputError for an index outside of its dictionary
   */
  remap(batch: Batch, dictionaries: Dictionaries, widened: readonly bigint[] = []): Batch {
    if (this.#fields.size === 0) return batch;
    const columns = batch.columns.map((column) => this.#remap(column, dictionaries, widened));
    return { length: batch.length, columns };
  }

  /** The messages of the dictionaries, one for each id. */
  messages(): Message[] {
    return [...this.#unified].flatMap(([id, { values }]) => {
      const field = this.#fields.get(id);
      return field ? [encodeDictionary(id, columnOf(field, values))] : [];
    });
  }

  #remap(column: Column, dictionaries: Dictionaries, widened: readonly bigint[]): Column {
    const { dictionary } = column.field;
    if (!dictionary) {
      if (column.children.length === 0) return column;
      return {
        ...column,
        children: column.children.map((child) => this.#remap(child, dictionaries, widened)),
      };
    }
    const values = dictionaries.get(dictionary.id);
    const positions = values && this.#unified.get(dictionary.id)?.positionsOf(values);
    const width = widened.includes(dictionary.id) ? 4 : dictionary.index.bits / 8;
    return {
      ...column,
      buffers: [remapIndices(column, dictionary.index, { positions, length: values?.length ?? 0, width })],
    };
  }
}

class Unified {
  readonly values: (Uint8Array | null)[] = [];
  readonly #positions = new Map<string, number>();
  /** The positions of the values of each list in this dictionary, as far as they were added. */
  readonly #known = new Map<DictionaryValues["list"], number[]>();

  seen = 0;

  add(values: DictionaryValues | undefined): void {
    if (values) this.positionsOf(values);
  }

  sizeWith(values: DictionaryValues | undefined): number {
    const fresh = new Set<string>();
    if (values) {
      for (let row = this.#known.get(values.list)?.length ?? 0; row < values.length; row++) {
        const key = keyOf(values.list[row] ?? null);
        if (!this.#positions.has(key)) fresh.add(key);
      }
    }
    return this.values.length + fresh.size;
  }

  /** The position of each of some values in this dictionary; missing values are appended. */
  positionsOf({ list, length }: DictionaryValues): readonly number[] {
    const positions = this.#known.get(list) ?? [];
    this.#known.set(list, positions);
    for (let row = positions.length; row < length; row++) {
      const value = list[row] ?? null;
      const key = keyOf(value);
      const position = this.#positions.get(key) ?? this.values.length;
      if (position === this.values.length) {
        this.#positions.set(key, position);
        this.values.push(value);
      }
      positions.push(position);
      this.seen++;
    }
    return positions;
  }
}

/** This decoder converts each byte to a different character. */
const latin = new TextDecoder("latin1");

function keyOf(value: Uint8Array | null): string {
  return value === null ? "null" : `=${latin.decode(value)}`;
}

function indexCapacity({ bits, signed }: IntType): number {
  return 2 ** (signed ? bits - 1 : bits);
}

function remapIndices(
  { length, nullCount, validity, buffers }: Column,
  index: IntType,
  {
    positions,
    length: known,
    width,
  }: { positions: readonly number[] | undefined; length: number; width: number },
): Uint8Array {
  const [indices = new Uint8Array()] = buffers;
  const from = new DataView(indices.buffer, indices.byteOffset, indices.byteLength);
  const bytes = new Uint8Array(length * width);
  const to = new DataView(bytes.buffer);
  for (let row = 0; row < length; row++) {
    // The index of a null may have any value.
    if (nullCount > 0 && (((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) continue;
    const sourceIndex = readIndex(from, row, index);
    const position = sourceIndex < known ? positions?.[sourceIndex] : undefined;
    if (position === undefined) throw damaged("an index points outside of its dictionary");
    writeIndex(to, row, width, position);
  }
  return bytes;
}

function readIndex(view: DataView, row: number, { bits, signed }: IntType): number {
  switch (bits) {
    case 8:
      return signed ? view.getInt8(row) : view.getUint8(row);
    case 16:
      return signed ? view.getInt16(row * 2, true) : view.getUint16(row * 2, true);
    case 32:
      return signed ? view.getInt32(row * 4, true) : view.getUint32(row * 4, true);
    default:
      return Number(signed ? view.getBigInt64(row * 8, true) : view.getBigUint64(row * 8, true));
  }
}

function writeIndex(view: DataView, row: number, width: number, position: number): void {
  if (width === 1) view.setUint8(row, position);
  else if (width === 2) view.setUint16(row * 2, position, true);
  else if (width === 4) view.setUint32(row * 4, position, true);
  else view.setBigUint64(row * 8, BigInt(position), true);
}
