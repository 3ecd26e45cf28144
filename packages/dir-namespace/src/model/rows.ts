import type { Row } from "./row.ts";

/** The rows after a change, by id; undefined removes. */
export type RowChanges = ReadonlyMap<string, Row | undefined>;

/** An object directly below an id: its own id, and its row unless only deeper rows imply it. */
export type Child = readonly [id: string, row: Row | undefined];

/** All rows of the catalog at one version, in the order of their ids' bytes. Immutable. */
export interface Rows {
  readonly size: number;
  get(id: string): Row | undefined;
  has(id: string): boolean;
  values(): Iterable<Row>;
  /**
   * The ids at any depth below one, or all. Cheaper than rows, since only the ids are read.
   * @param after leaves out the ids up to this one
   */
  ids(below?: string, after?: string): Iterable<string>;
  /**
   * The rows at any depth below an id.
   * @param after leaves out the ids up to this one
   */
  below(id: string, after?: string): Iterable<Row>;
  /** The rows below an id that may name a folder. Cheaper than all of them. */
  withFolder(id: string): Iterable<Row>;
  /**
   * The objects directly below an id, ascending by the bytes of the names. Deeper rows are skipped, not walked over.
   * @param after leaves out the names up to this one
   */
  children(id: string, after?: string): Iterable<Child>;
  /** The rows that have an intent; the same JavaScript objects until a commit changes them. */
  withIntent(): Iterable<Row>;
  /** The row of an id if it has an intent. */
  rowWithIntent(id: string): Row | undefined;
  /** The rows that name the folder of the root that a location is in, or something in that folder. */
  inFolderOf(location: string): Iterable<Row>;
  /** A copy with a change applied. Its cost depends on the size of the change alone. */
  with(changes: RowChanges): Rows;
  /**
   * A copy without the rows at any depth below an id, which is not the root's.
   * @param kept ids below it that stay
   * @param few threshold below which rows are removed one by one; above it the cost depends on the number of all rows
   */
  without(id: string, kept: ReadonlySet<string>, few?: number): Rows;
  /**
   * The same rows, merged into one sorted run if there are many changes, which would make later calls slower.
   * @param few threshold below which changes are never merged
   */
  compacted(few?: number): Rows;
}
