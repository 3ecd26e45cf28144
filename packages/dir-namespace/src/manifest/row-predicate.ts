import type { Row } from "../model/row.ts";
import type { Rows } from "../model/rows.ts";
import { identityPredicate, quoted } from "./manifest-schema.ts";

/** Between the columns of an identity, and in place of a null: characters that JSON, names and folders do not hold. */
const separator = "\u0001";
const nullPlaceholder = "\u0002";

/** A predicate that holds for those of the rows that are as they were read. */
export function unchangedPredicate(rows: readonly Row[]): string {
  // Planning a long OR takes Lance longer than carrying it out. A list of joined texts is as exact: where the texts hold
  // exactly three separators, those are the ones between the columns, in the stored row as in the one that was read.
  const isPlain = rows.every((row) => [row.id, row.location, row.metadata].every(isFree));
  if (rows.length < 4 || !isPlain) return rows.map((row) => `(${identityPredicate(row)})`).join(" OR ");
  const column = (name: string): string => `coalesce(${name}, ${quoted(nullPlaceholder)})`;
  const columns = ["object_id", "object_type", column("location"), column("metadata")];
  const joined = rows.map((row) =>
    [row.id, row.kind, row.location ?? nullPlaceholder, row.metadata ?? nullPlaceholder].join(separator),
  );
  const identity = `concat(${columns.join(`, ${quoted(separator)}, `)})`;
  return `object_id IN (${list(rows.map(({ id }) => id))}) AND ${identity} IN (${list(joined)})`;
}

/**
 * The same for marked rows, in fewer words where the metadata alone tell them: no commit but the one that wrote a mark
 * writes it into another row, and a namespace with a `since` mark is opened or marked otherwise, but not changed.
 * @param all those of the snapshot in which the rows were read
 */
export function intentPredicate(rows: readonly Row[], all: Rows): string {
  const ids = new Map(rows.map(({ id, metadata }) => [metadata, id]));
  const isNewborn = ({ intent, location }: Row): boolean => intent?.state === "created" && location === null;
  if (ids.size < rows.length || !rows.every(isNewborn)) return unchangedPredicate(rows);
  for (const { id, metadata } of all.withIntent())
    if ((ids.get(metadata) ?? id) !== id) return unchangedPredicate(rows);
  return `metadata IN (${list(rows.map(({ metadata }) => metadata ?? ""))})`;
}

function isFree(text: string | null): boolean {
  return text === null || !(text.includes(separator) || text.includes(nullPlaceholder));
}

function list(texts: readonly string[]): string {
  return texts.map(quoted).join(", ");
}
