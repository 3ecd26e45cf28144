import { separator } from "../protocol/object-id.ts";
import type { Row } from "../protocol/row.ts";
import type { Child, RowChanges, Rows } from "../protocol/rows.ts";
import { Base } from "./base.ts";
import { type Change, merged } from "./change.ts";
import { childrenOf } from "./children.ts";
import { noColumns } from "./columns.ts";
import { Cursor } from "./cursor.ts";
import { behind, nul } from "./key-order.ts";
import { keyOf, type OrderedMap, orderedMap } from "./ordered-map.ts";
import { topFolder } from "./top-folder.ts";

/** Rows as bytes, and over them what has changed since. */
export class StoredRows implements Rows {
  readonly size: number;
  readonly #base: Base;
  readonly #changes: OrderedMap<Change>;
  readonly #marked: OrderedMap<Row>;
  /** The changed rows by the folders that they name. */
  readonly #placed: OrderedMap<Row>;

  private constructor(
    base: Base,
    marked: OrderedMap<Row>,
    size = base.size,
    changes = orderedMap<Change>(),
    placed = orderedMap<Row>(),
  ) {
    this.size = size;
    this.#base = base;
    this.#changes = changes;
    this.#marked = marked;
    this.#placed = placed;
  }

  static of(base: Base): StoredRows {
    const marked = orderedMap<Row>();
    for (const row of base.marked()) marked.set(keyOf(row.id), row);
    return new StoredRows(base, marked);
  }

  get(id: string): Row | undefined {
    const change = this.#changes.get(keyOf(id));
    if (change) return change.row;
    const { at, isThere } = this.#base.locate(id);
    return isThere ? this.#base.row(at) : undefined;
  }

  has(id: string): boolean {
    const change = this.#changes.get(keyOf(id));
    return change ? change.row !== undefined : this.#base.locate(id).isThere;
  }

  *values(): Iterable<Row> {
    yield* rowsFrom(this.#walk(""));
  }

  *ids(below?: string): Iterable<string> {
    const cursor = below === undefined ? this.#walk("") : this.#walkBelow(below);
    for (let { id } = cursor; id !== undefined; { id } = cursor) {
      yield id;
      cursor.next();
    }
  }

  *below(id: string, after?: string): Iterable<Row> {
    yield* rowsFrom(this.#walkBelow(id, after));
  }

  *placed(id: string): Iterable<Row> {
    const cursor = this.#walkBelow(id);
    for (; !cursor.isOver; cursor.next()) if (cursor.mayNameFolder && cursor.row) yield cursor.row;
  }

  children(id: string, after?: string): Iterable<Child> {
    return childrenOf((start, end) => this.#walk(start, end), id, after);
  }

  marked(): Iterable<Row> {
    return this.#marked.values();
  }

  markedRow(id: string): Row | undefined {
    return this.#marked.get(keyOf(id));
  }

  *inFolderOf(location: string): Iterable<Row> {
    const folder = topFolder(location);
    if (folder === undefined) return;
    for (const row of this.#base.inFolder(folder)) if (!this.#changes.has(keyOf(row.id))) yield row;
    const start = keyOf(folder + nul);
    for (const [key, row] of this.#placed.entries(start)) {
      if (!key.startsWith(start)) break;
      yield row;
    }
    for (const row of this.marked()) {
      if (row.mark?.folder !== undefined && topFolder(row.mark.folder) === folder) yield row;
    }
  }

  with(changed: RowChanges): StoredRows {
    const changes = this.#changes.clone();
    const marked = this.#marked.clone();
    const placed = this.#placed.clone();
    let { size } = this;
    for (const [id, row] of changed) {
      const key = keyOf(id);
      const before = changes.get(key);
      const { at, isThere } = before ?? this.#base.locate(id);
      size += Number(row !== undefined) - Number(before ? before.row !== undefined : isThere);
      if (row || isThere) changes.set(key, { row, at, isThere });
      else changes.delete(key);
      if (row?.mark) marked.set(key, row);
      else if (marked.size > 0) marked.delete(key);
      if (before?.row) placed.delete(placeOf(before.row));
      if (row && row.location !== null) placed.set(placeOf(row), row);
    }
    return new StoredRows(this.#base, marked, size, changes, placed);
  }

  without(id: string, kept: ReadonlySet<string>, few = 256): StoredRows {
    const [start, end] = [id + separator, id + behind];
    const gone = { from: this.#base.lowerBound(start), to: this.#base.lowerBound(end) };
    if (gone.to - gone.from <= few + this.#base.size / 64) {
      const ids = [...this.ids(id)].filter((below) => !kept.has(below));
      return this.with(new Map(ids.map((below) => [below, undefined])));
    }
    // To note each of so many as removed takes longer than to copy what stays.
    const changes = this.#changes.clone();
    const marked = this.#marked.clone();
    for (const map of [changes, marked]) map.deleteRange(keyOf(start), keyOf(end), false);
    for (const below of kept) {
      const row = this.get(below);
      if (row === undefined) continue;
      changes.set(keyOf(below), { row, ...this.#base.locate(below) });
      if (row.mark) marked.set(keyOf(below), row);
    }
    return new StoredRows(new Base(merged(this.#base, changes, gone)), marked);
  }

  tidied(few = 4096): StoredRows {
    if (this.#changes.size <= few + this.#base.size / 8) return this;
    return new StoredRows(new Base(merged(this.#base, this.#changes)), this.#marked, this.size);
  }

  #walkBelow(id: string, after?: string): Cursor {
    const start = after !== undefined ? after + nul : id === "" ? nul : id + separator;
    return this.#walk(start, id === "" ? undefined : id + behind);
  }

  #walk(start: string, end?: string): Cursor {
    return new Cursor(this.#base, this.#changes, start, end);
  }
}

export const noRows: Rows = StoredRows.of(new Base(noColumns));

function* rowsFrom(cursor: Cursor): Iterable<Row> {
  for (let { row } = cursor; row; { row } = cursor) {
    yield row;
    cursor.next();
  }
}

function placeOf(row: Row): string {
  return keyOf(`${topFolder(row.location ?? "") ?? ""}${nul}${row.id}`);
}
