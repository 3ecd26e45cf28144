/** What the catalog of the explorer's benchmark holds: a namespace with all objects, and two tables below the root. */

/** Many rows of a few numbers. */
export const longTable = "long";
/** Fewer rows, with text and a vector. */
export const wideTable = "wide";

export interface Sizes {
  /** Objects directly below one namespace, half of them tables. */
  readonly objects: number;
  /** Rows of `long`. */
  readonly rows: number;
  /** Rows of `wide`, all of which are scrolled through. */
  readonly scrolled: number;
  /** Rows of `wide` on the map. */
  readonly points: 2000 | 10_000 | 50_000;
}
