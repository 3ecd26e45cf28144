import type { Row } from "../model/row.ts";
import type { Rows } from "../model/rows.ts";
import { identityPredicate, quoted } from "./manifest-schema.ts";

/** Separates the columns of an identity: a character that JSON, names and folders do not contain. */
const separator = "\u0001";
/** From this number of rows on, one list takes Lance less time to plan than an OR. */
const minListed = 4;

/**
 * A predicate that is true for those of the rows that are as they were read.
 * @param prefix of the columns, such as `target.`
 */
export function unchangedPredicate(rows: readonly Row[], prefix = ""): string {
  const isPlain = rows.every((row) => [row.id, row.location, row.metadata].every(isPlainString));
  // Lance plans an OR of 200 rows for longer than it carries it out. A list of joined strings is as exact: each has
  // a separator between two columns and nowhere else, and so has the stored row that equals it.
  if (rows.length < minListed || !isPlain)
    return rows.map((row) => `(${identityPredicate(row, prefix)})`).join(" OR ");
  // A string that is joined with NULL is NULL: rows with the same columns without a value share a list.
  const shapes = [
    rows.filter(({ location, metadata }) => location === null && metadata === null),
    rows.filter(({ location, metadata }) => location === null && metadata !== null),
    rows.filter(({ location, metadata }) => location !== null && metadata === null),
    rows.filter(({ location, metadata }) => location !== null && metadata !== null),
  ];
  return shapes
    .flatMap((shape) => (shape.length === 0 ? [] : [`(${listPredicate(shape, prefix)})`]))
    .join(" OR ");
}

/** @param rows of which the same columns are NULL */
function listPredicate(rows: readonly Row[], prefix: string): string {
  const valuesOf = ({ id, kind, location, metadata }: Row): [string, string | null][] => [
    ["object_id", id],
    ["object_type", kind],
    ["location", location],
    ["metadata", metadata],
  ];
  const columns = rows.slice(0, 1).flatMap(valuesOf);
  const present = columns.flatMap(([name, value]) => (value === null ? [] : [`${prefix}${name}`]));
  const absent = columns.flatMap(([name, value]) => (value === null ? [`${prefix}${name} IS NULL`] : []));
  const joined = rows.map((row) =>
    valuesOf(row)
      .flatMap(([, value]) => value ?? [])
      .join(separator),
  );
  return [
    `${prefix}object_id IN (${list(rows.map(({ id }) => id))})`,
    ...absent,
    // Operators only: in the condition of a merge, Lance resolves no column inside of a function.
    `(${present.join(` || ${quoted(separator)} || `)}) IN (${list(joined)})`,
  ].join(" AND ");
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
  return value === null || !value.includes(separator);
}

function list(values: readonly string[]): string {
  return values.map(quoted).join(", ");
}
