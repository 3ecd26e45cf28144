import { arrow } from "@lancetree/tables";
import type { Schema, Table } from "apache-arrow";
import { encodeMetadata, type NewRow } from "../model/row.ts";

/** Without this property of `object_id`, Lance does not detect that two writers insert the same key. */
export const primaryKey = "lance-schema:unenforced-primary-key:position";

/** The columns that every Lance client knows, in their order. Native writers drop other columns. */
export function manifestSchema(): Schema {
  const { Field, Utf8 } = arrow;
  return new arrow.Schema([
    new Field("object_id", new Utf8(), false, new Map([[primaryKey, "0"]])),
    new Field("object_type", new Utf8(), false),
    new Field("location", new Utf8(), true),
    new Field("metadata", new Utf8(), true),
    new Field("base_objects", new arrow.List(new Field("object_id", new Utf8(), true)), true),
  ]);
}

/** Rows as an Arrow table. From plain objects LanceDB would infer every column's type again at each commit. */
export function manifestRecords(rows: readonly NewRow[]): Table {
  const values = {
    object_id: rows.map(({ id }) => id),
    object_type: rows.map(({ kind }) => kind),
    location: rows.map(({ location }) => location),
    metadata: rows.map(encodeMetadata),
    base_objects: rows.map(() => null),
  };
  const schema = manifestSchema();
  const columns = schema.fields.map(({ name, type }) => [
    name,
    arrow.vectorFromArray(values[name as keyof typeof values], type),
  ]);
  return new arrow.Table(schema, Object.fromEntries(columns));
}

export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A predicate that is true for the row only while it is as it was read. */
export function identityPredicate(row: NewRow & { readonly metadata: string | null }, prefix = ""): string {
  const equals = (column: string, value: string | null): string =>
    value === null ? `${prefix}${column} IS NULL` : `${prefix}${column} = ${quoted(value)}`;
  return [
    equals("object_id", row.id),
    equals("object_type", row.kind),
    equals("location", row.location),
    equals("metadata", row.metadata),
  ].join(" AND ");
}
