import type { Row } from "../model/row.ts";
import type { Rows } from "../model/rows.ts";
import { identityPredicate, quoted } from "./manifest-schema.ts";

/** Separate the columns of an identity and replace NULL: characters that JSON, names and folders do not contain. */
const separator = "\u0001";
const nullPlaceholder = "\u0002";

/** A predicate that is true for those of the rows that are as they were read. */
export function unchangedPredicate(rows: readonly Row[]): string {
  // Planning a long OR takes Lance longer than evaluating it. A list of joined strings is as exact: a string with exactly three
  // separators has them between the columns, in the stored row as in the one that was read.
  const isPlain = rows.every((row) => [row.id, row.location, row.metadata].every(isPlainString));
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
 * The same for rows with intents, and shorter where the metadata alone identify them: only the commit that wrote an intent writes it
 * into another row, and a namespace with a `created` intent is not changed before the intent is cleared or replaced.
 * @param all the rows of the snapshot in which these were read
 */
export function intentPredicate(rows: readonly Row[], all: Rows): string {
  const ids = new Map(rows.map(({ id, metadata }) => [metadata, id]));
  const isNewNamespace = ({ intent, location }: Row): boolean =>
    intent?.state === "created" && location === null;
  if (ids.size < rows.length || !rows.every(isNewNamespace)) return unchangedPredicate(rows);
  for (const { id, metadata } of all.withIntent())
    if ((ids.get(metadata) ?? id) !== id) return unchangedPredicate(rows);
  return `metadata IN (${list(rows.map(({ metadata }) => metadata ?? ""))})`;
}

function isPlainString(value: string | null): boolean {
  return value === null || !(value.includes(separator) || value.includes(nullPlaceholder));
}

function list(values: readonly string[]): string {
  return values.map(quoted).join(", ");
}
