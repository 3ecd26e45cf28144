import { separator } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Child, RowChanges, Rows } from "../model/rows.ts";
import { BaseRun } from "./base-run.ts";
import { childrenOf } from "./children.ts";
import { noColumns } from "./columns.ts";
import { Cursor } from "./cursor.ts";
import { mergeRuns, type OverlayEntry } from "./merge-runs.ts";
import { afterSeparator, keyOf, nul, type OrderedMap, orderedMap, topFolder } from "./ordered-keys.ts";

/** The rows of a snapshot: a sorted base run, and an overlay of the rows that changed since. */
export class RowIndex implements Rows {
  readonly size: number;
  readonly #base: BaseRun;
  readonly #changes: OrderedMap<OverlayEntry>;
  readonly #withIntent: OrderedMap<Row>;
  /** The changed rows, by the folder that they name. */
  readonly #byFolder: OrderedMap<Row>;

  private constructor(
    base: BaseRun,
    withIntent: OrderedMap<Row>,
    size = base.size,
    changes = orderedMap<OverlayEntry>(),
    byFolder = orderedMap<Row>(),
  ) {
    this.size = size;
    this.#base = base;
    this.#changes = changes;
    this.#withIntent = withIntent;
    this.#byFolder = byFolder;
  }

  static of(base: BaseRun): RowIndex {
    const withIntent = orderedMap<Row>();
    for (const row of base.withIntent()) withIntent.set(keyOf(row.id), row);
    return new RowIndex(base, withIntent);
  }

  get(id: string): Row | undefined {
    const change = this.#changes.get(keyOf(id));
    if (change) return change.row;
    const { at, inBase } = this.#base.locate(id);
    return inBase ? this.#base.row(at) : undefined;
  }

  has(id: string): boolean {
    const change = this.#changes.get(keyOf(id));
    return change ? change.row !== undefined : this.#base.locate(id).inBase;
  }

  *values(): Iterable<Row> {
    yield* rowsFrom(this.#walk(""));
  }

  *ids(below?: string, after?: string): Iterable<string> {
    const cursor = below === undefined ? this.#walk("") : this.#walkBelow(below, after);
    for (let { id } = cursor; id !== undefined; { id } = cursor) {
      yield id;
      cursor.next();
    }
  }

  *below(id: string, after?: string): Iterable<Row> {
    yield* rowsFrom(this.#walkBelow(id, after));
  }

  *withFolder(id: string): Iterable<Row> {
    const cursor = this.#walkBelow(id);
    for (; !cursor.isOver; cursor.next()) if (cursor.mayNameFolder && cursor.row) yield cursor.row;
  }

  children(id: string, after?: string): Iterable<Child> {
    return childrenOf((start, end) => this.#walk(start, end), id, after);
  }

  withIntent(): Iterable<Row> {
    return this.#withIntent.values();
  }

  rowWithIntent(id: string): Row | undefined {
    return this.#withIntent.get(keyOf(id));
  }

  *inFolderOf(location: string): Iterable<Row> {
    const folder = topFolder(location);
    if (folder === undefined) return;
    for (const row of this.#base.inFolder(folder)) if (!this.#changes.has(keyOf(row.id))) yield row;
    const start = keyOf(folder + nul);
    for (const [key, row] of this.#byFolder.entries(start)) {
      if (!key.startsWith(start)) break;
      yield row;
    }
    for (const row of this.withIntent()) {
      if (row.intent?.folder !== undefined && topFolder(row.intent.folder) === folder) yield row;
    }
  }

  with(changed: RowChanges): RowIndex {
    const changes = this.#changes.clone();
    const withIntent = this.#withIntent.clone();
    const byFolder = this.#byFolder.clone();
    let { size } = this;
    for (const [id, row] of changed) {
      const key = keyOf(id);
      const before = changes.get(key);
      const { at, inBase } = before ?? this.#base.locate(id);
      size += Number(row !== undefined) - Number(before ? before.row !== undefined : inBase);
      if (row || inBase) changes.set(key, { row, at, inBase });
      else changes.delete(key);
      if (row?.intent) withIntent.set(key, row);
      else if (withIntent.size > 0) withIntent.delete(key);
      if (before?.row) byFolder.delete(folderKey(before.row));
      if (row && row.location !== null) byFolder.set(folderKey(row), row);
    }
    return new RowIndex(this.#base, withIntent, size, changes, byFolder);
  }

  without(id: string, kept: ReadonlySet<string>, few = 256): RowIndex {
    const [start, end] = [id + separator, id + afterSeparator];
    const removed = { from: this.#base.lowerBound(start), to: this.#base.lowerBound(end) };
    if (removed.to - removed.from <= few + this.#base.size / 64) {
      const ids = [...this.ids(id)].filter((below) => !kept.has(below));
      return this.with(new Map(ids.map((below) => [below, undefined])));
    }
    // Copying the remaining rows is faster than noting many rows as deleted.
    const changes = this.#changes.clone();
    const withIntent = this.#withIntent.clone();
    for (const map of [changes, withIntent]) map.deleteRange(keyOf(start), keyOf(end), false);
    for (const below of kept) {
      const row = this.get(below);
      if (row === undefined) continue;
      changes.set(keyOf(below), { row, ...this.#base.locate(below) });
      if (row.intent) withIntent.set(keyOf(below), row);
    }
    return new RowIndex(new BaseRun(mergeRuns(this.#base, changes, removed)), withIntent);
  }

  compacted(few = 4096): RowIndex {
    if (this.#changes.size <= few + this.#base.size / 8) return this;
    return new RowIndex(new BaseRun(mergeRuns(this.#base, this.#changes)), this.#withIntent, this.size);
  }

  #walkBelow(id: string, after?: string): Cursor {
    const start = after !== undefined ? after + nul : id === "" ? nul : id + separator;
    return this.#walk(start, id === "" ? undefined : id + afterSeparator);
  }

  #walk(start: string, end?: string): Cursor {
    return new Cursor(this.#base, this.#changes, start, end);
  }
}

export const noRows: Rows = RowIndex.of(new BaseRun(noColumns));

function* rowsFrom(cursor: Cursor): Iterable<Row> {
  for (let { row } = cursor; row; { row } = cursor) {
    yield row;
    cursor.next();
  }
}

function folderKey(row: Row): string {
  return keyOf(`${topFolder(row.location ?? "") ?? ""}${nul}${row.id}`);
}
