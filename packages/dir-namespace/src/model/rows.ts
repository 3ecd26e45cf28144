import type { Row } from "./row.ts";

/** What a change leaves of rows, by id: undefined removes. */
export type RowChanges = ReadonlyMap<string, Row | undefined>;

/** What stands directly below an id: its own id, and its row unless only deeper rows imply it. */
export type Child = readonly [id: string, row: Row | undefined];

/** All rows of the catalog at one version, in the order of their ids' bytes. Immutable. */
export interface Rows {
  readonly size: number;
  get(id: string): Row | undefined;
  has(id: string): boolean;
  values(): Iterable<Row>;
  /** The ids at any depth below one; all without it. Cheaper than rows: nothing else of them is read. */
  ids(below?: string): Iterable<string>;
  /**
   * The rows at any depth below an id.
   * @param after leaves out the ids up to this one
   */
  below(id: string, after?: string): Iterable<Row>;
  /** Those of the rows below an id that may name a folder. Cheaper than all of them. */
  withFolder(id: string): Iterable<Row>;
  /**
   * What stands directly below an id, ascending by the bytes of the names; what lies deeper is not walked over.
   * @param after leaves out the names up to this one
   */
  children(id: string, after?: string): Iterable<Child>;
  /** The rows that carry a mark; the same objects for as long as nobody changes them. */
  withIntent(): Iterable<Row>;
  /** The row of an id if it carries a mark. */
  rowWithIntent(id: string): Row | undefined;
  /** The rows that name the same folder of the root as a location does, or something in it. */
  inFolderOf(location: string): Iterable<Row>;
  /** The rows after a change; these stay as they are. What it costs goes by the change alone. */
  with(changes: RowChanges): Rows;
  /**
   * Without what stands at any depth below an id, which is not the root's; these stay as they are.
   * @param kept ids below it that stay
   * @param few so many rows never count as many: many cost by the size of all rows, and not by the change
   */
  without(id: string, kept: ReadonlySet<string>, few?: number): Rows;
  /**
   * The same rows, made anew if many changes have come together, which later calls would pay for.
   * @param few so many changes never count as many
   */
  compacted(few?: number): Rows;
}
