import { damaged } from "../ipc/damaged.ts";
import type { ArrowField } from "../schema/types.ts";
import { bufferCount, hasValidity, type Layout, layoutOf, valueLayout } from "./layout.ts";

/** A column of a batch as its bytes. */
export interface Column {
  readonly field: ArrowField;
  readonly layout: Layout;
  readonly length: number;
  readonly nullCount: number;
  /** One bit for each value, 1 if it is not null; may be empty if no value is null. */
  readonly validity: Uint8Array;
  readonly buffers: readonly Uint8Array[];
  readonly children: readonly Column[];
}

/** The parts of a batch in the order of the format: depth first, a parent before its children. */
export interface BatchParts {
  /** Of each column and child: its length and how many of its values are null. */
  readonly nodes: readonly (readonly [length: number, nullCount: number])[];
  readonly buffers: readonly Uint8Array[];
  /** For each column of views, the number of buffers after its views. */
  readonly variadicCounts: readonly number[];
}

/** Maximum length of a column of nulls, which has no bytes that could prove its length. */
const freeNulls = 1_000_000;

/**
 * Finds the columns in a batch, and checks that each has the bytes that its length needs. If a boolean column that is
 * null throughout lacks its values, as apache-arrow for JavaScript writes it, adds the values.
 *
 * @throws InvalidInputError if something is missing, or left over at the end
 */
export function readColumns(
  fields: readonly ArrowField[],
  length: number,
  parts: BatchParts,
): { columns: Column[]; repaired: boolean } {
  const reader = new ColumnReader(parts);
  const columns = fields.map((field) => reader.read(field, layoutOf(field), field.dictionary === undefined));
  reader.end();
  if (columns.some((column) => column.length !== length)) throw damaged("a column is shorter than its batch");
  return { columns, repaired: reader.repaired };
}

/** Finds the values of a dictionary in their batch, as `readColumns` does. */
export function readDictionaryColumn(field: ArrowField, length: number, parts: BatchParts): Column {
  const reader = new ColumnReader(parts);
  const column = reader.read(field, valueLayout(field.type), true);
  reader.end();
  if (column.length !== length) throw damaged("a dictionary is shorter than its batch");
  return column;
}

/** The parts of columns, for a batch to be written. */
export function partsOf(columns: readonly Column[]): BatchParts {
  const nodes: (readonly [number, number])[] = [];
  const buffers: Uint8Array[] = [];
  const variadicCounts: number[] = [];
  const add = (column: Column): void => {
    nodes.push([column.length, column.nullCount]);
    if (hasValidity(column.layout)) buffers.push(column.nullCount === 0 ? new Uint8Array() : column.validity);
    buffers.push(...column.buffers);
    if (column.layout.kind === "views") variadicCounts.push(column.buffers.length - 1);
    for (const child of column.children) add(child);
  };
  for (const column of columns) add(column);
  return { nodes, buffers, variadicCounts };
}

class ColumnReader {
  readonly #parts: BatchParts;
  readonly #bytes: number;
  #node = 0;
  #buffer = 0;
  #variadic = 0;
  /** Whether missing values were added. */
  repaired = false;

  constructor(parts: BatchParts) {
    this.#parts = parts;
    this.#bytes = parts.buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  }

  read(field: ArrowField, layout: Layout, hasChildren: boolean): Column {
    const node = this.#parts.nodes[this.#node++];
    if (!node) throw damaged("a column is missing");
    const [length, nullCount] = node;
    if (nullCount > length) throw damaged("a column has more nulls than values");
    const validity = hasValidity(layout) ? this.#next() : new Uint8Array();
    const count = bufferCount(layout) + (layout.kind === "views" ? this.#views() : 0);
    const buffers = Array.from({ length: count }, () => this.#next());
    const children = hasChildren
      ? field.children.map((child) => this.read(child, layoutOf(child), child.dictionary === undefined))
      : [];
    const column = { field, layout, length, nullCount, validity, buffers, children };
    if (hasValidity(layout) && nullCount > 0 && validity.byteLength * 8 < length) {
      throw damaged("a column with nulls lacks the bitmap of its nulls");
    }
    return this.#checked(column);
  }

  end(): void {
    const { nodes, buffers, variadicCounts } = this.#parts;
    const isWhole =
      this.#node === nodes.length &&
      this.#buffer === buffers.length &&
      this.#variadic === variadicCounts.length;
    if (!isWhole) throw damaged("a batch has more buffers or nodes than its columns");
  }

  #next(): Uint8Array {
    const buffer = this.#parts.buffers[this.#buffer++];
    if (!buffer) throw damaged("a buffer is missing");
    return buffer;
  }

  #views(): number {
    const count = this.#parts.variadicCounts[this.#variadic++];
    if (count === undefined) throw damaged("a column of views does not say how many buffers it has");
    if (count > this.#parts.buffers.length) throw damaged("a buffer is missing");
    return count;
  }

  /** Buffers of fixed-width values must have complete values: Arrow's library for Rust panics at an incomplete one. */
  #withWhole(column: Column, width: number): Column {
    const [first = new Uint8Array(), ...others] = column.buffers;
    const rest = first.byteLength % width;
    if (rest === 0) return column;
    this.repaired = true;
    return { ...column, buffers: [first.subarray(0, first.byteLength - rest), ...others] };
  }

  #checked(column: Column): Column {
    const { layout, length, nullCount, buffers, children } = column;
    const [first = new Uint8Array(), second = new Uint8Array()] = buffers;
    const [child] = children;
    switch (layout.kind) {
      case "null":
        if (length > Math.max(freeNulls, this.#bytes * 8)) throw damaged("a column of nulls is too long");
        return column;
      case "bits": {
        if (first.byteLength * 8 >= length) return column;
        if (nullCount < length) throw damaged("a column of booleans is too short");
        this.repaired = true;
        return { ...column, buffers: [new Uint8Array(Math.ceil(length / 8))] };
      }
      case "fixed":
        assertComplete(first.byteLength >= length * layout.bytes);
        return layout.bytes === 0 ? column : this.#withWhole(column, layout.bytes);
      case "views":
        assertComplete(first.byteLength >= length * 16);
        return this.#withWhole(column, 16);
      case "variable":
        assertComplete(lastOffset(first, layout.bytes, length) <= second.byteLength);
        return this.#withWhole(column, layout.bytes);
      case "list":
        assertComplete(child !== undefined && children.length === 1);
        assertComplete(lastOffset(first, layout.bytes, length) <= (child?.length ?? 0));
        return this.#withWhole(column, layout.bytes);
      case "list_view":
        assertComplete(child !== undefined && children.length === 1);
        assertComplete(
          first.byteLength >= length * layout.bytes && second.byteLength >= length * layout.bytes,
        );
        return column;
      case "fixed_list":
        assertComplete(children.length === 1 && (child?.length ?? 0) >= length * layout.length);
        return column;
      case "struct":
      case "sparse_union":
        assertComplete(children.every((part) => part.length >= length));
        return column;
      case "dense_union":
        assertComplete(first.byteLength >= length && second.byteLength >= length * 4);
        return column;
      case "run_end":
        assertComplete(children.length === 2);
        return column;
    }
  }
}

function assertComplete(holds: boolean): void {
  if (!holds) throw damaged("a column has less data than its length says");
}

function lastOffset(offsets: Uint8Array, bytes: 4 | 8, length: number): number {
  // A column without values may lack its only offset.
  if (length === 0) return 0;
  assertComplete(offsets.byteLength >= (length + 1) * bytes);
  const first = offsetAt(offsets, bytes, 0);
  const last = offsetAt(offsets, bytes, length);
  assertComplete(first >= 0 && last >= first);
  return last;
}

export function offsetAt(offsets: Uint8Array, bytes: 4 | 8, index: number): number {
  const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
  return bytes === 4 ? view.getInt32(index * 4, true) : Number(view.getBigInt64(index * 8, true));
}
