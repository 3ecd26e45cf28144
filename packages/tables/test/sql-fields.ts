import { id, type Row, rowsOf, type Subject, stream } from "./support.ts";

/** The fields of requests that contain SQL, by purpose: each function sends one request with that SQL. */
export type SqlFields = Readonly<Record<string, (sql: string) => Promise<unknown>>>;

/**
 * Every field that contains a condition.
 *
 * @param rows - rows that fit the table, for the merges
 */
export function conditionsOf(of: Subject, rows: Row[]): SqlFields {
  return {
    update: (sql) => of.namespace.updateTable({ id, predicate: sql, updates: [["name", "'x'"]] }),
    delete: (sql) => of.namespace.deleteFromTable({ id, predicate: sql }),
    count: (sql) => of.namespace.countTableRows({ id, predicate: sql }),
    query: (sql) => rowsOf(of, { filter: sql }),
    "vector search": (sql) => rowsOf(of, { filter: sql, order_by: null, vector: { single_vector: [1, 1] } }),
    explain: (sql) => of.namespace.explainTableQueryPlan({ id, query: { k: 1, filter: sql } }),
    analyze: (sql) => of.namespace.analyzeTableQueryPlan({ id, k: 1, filter: sql }),
    "merge, update": (sql) =>
      of.namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        data: stream(rows),
        when_matched_update_all: true,
        when_matched_update_all_filt: sql,
      }),
    "merge, delete": (sql) =>
      of.namespace.mergeInsertIntoTable({
        id,
        on: ["id"],
        data: stream(rows.slice(0, 1)),
        when_not_matched_insert_all: true,
        when_not_matched_by_source_delete: true,
        when_not_matched_by_source_delete_filt: sql,
      }),
  };
}

/** Every field that contains the value of a column. */
export function valuesOf(of: Subject): SqlFields {
  return {
    update: (sql) => of.namespace.updateTable({ id, updates: [["id", sql]] }),
    "a column of a result": (sql) => rowsOf(of, { columns: { column_aliases: { id: "id", made: sql } } }),
    "a column of a plan": (sql) =>
      of.namespace.explainTableQueryPlan({ id, query: { k: 1, columns: { column_aliases: { made: sql } } } }),
    "a new column": (sql) =>
      of.namespace.alterTableAddColumns({ id, new_columns: [{ name: "new", expression: sql }] }),
  };
}
