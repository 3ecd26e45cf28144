/**
 * A mark says that an operation on this row was decided but its tidying has not ended. It stands in a hidden
 * property of the row and has no meaning of its own: it means what the snapshot of the very version that wrote
 * it says. See docs/decisions/0005-catalog-protocol.md.
 *
 * - `since`: the row was born here; rows of ours that stood below it before do not belong to it.
 * - `drop`:  a restrict drop; it took effect only if nothing existed below at its version.
 * - `dead`:  the row and everything below it are gone.
 * - `purge`: a namespace was overwritten: the row exists, nothing below it does.
 * - `swap`:  a root table was overwritten: its new data still lies elsewhere.
 * - `in`, `out`: the two ends of a rename.
 * - `free`:  a root table was deregistered; its folder still has to say so.
 * - `adopt`: no row yet: a place held for a root table that stands by its folder alone, so that it can be changed.
 */
export type MarkState = "since" | "drop" | "dead" | "purge" | "swap" | "in" | "out" | "free" | "adopt";

export interface Mark {
  readonly state: MarkState;
  /** Random, unique for the attempt that wrote the mark; rows written in one commit share it. */
  readonly token: string;
  /** The version that the writer had read: the mark's own version is the first later one that shows the token. */
  readonly base: number;
  /** Folder in which the table's data lies until it has been moved to the row's location. */
  readonly folder?: string | undefined;
}

/** The hidden property that carries the mark. Other clients see an ordinary property for some milliseconds. */
export const markProperty = "lancetree.state";

const pattern = /^(since|drop|dead|purge|swap|in|out|free|adopt):([0-9a-f]+)@(\d+)(?:>(.+))?$/s;

export function formatMark(mark: Mark): string {
  const folder = mark.folder === undefined ? "" : `>${mark.folder}`;
  return `${mark.state}:${mark.token}@${mark.base}${folder}`;
}

/** Undefined for text that is not one of our marks: a foreign property of that name is left alone. */
export function parseMark(text: string): Mark | undefined {
  const [, state, token, base, folder] = pattern.exec(text) ?? [];
  if (state === undefined || token === undefined) return undefined;
  return { state: state as MarkState, token, base: Number(base), folder };
}
