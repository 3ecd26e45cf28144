import { catalog } from "./catalog.ts";
import { noVector, type Query, queryRows, type RowPage } from "./rows.ts";
import type { TableAt } from "./table.ts";

/** The vector of a row. */
export async function vectorOfRow(
  table: TableAt,
  rowId: string,
  column: string,
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  const page = await queryRows(
    table,
    { k: 1, filter: `_rowid = ${rowId}`, columns: { column_names: [column] } },
    signal,
  );
  const value = page.length > 0 ? page.cell(0, column) : null;
  return Array.isArray(value) ? value.map(Number) : undefined;
}

/** The rows of a search, and how long it took. */
export interface TimedRows {
  readonly page: RowPage;
  readonly ms: number;
}

export async function timedQuery(table: TableAt, query: Query, signal: AbortSignal): Promise<TimedRows> {
  const start = performance.now();
  const page = await queryRows(table, query, signal);
  return { page, ms: performance.now() - start };
}

/** The plan of a query. */
export async function explain(table: TableAt, query: Query, signal: AbortSignal): Promise<string> {
  const { plan } = await catalog.explainTableQueryPlan(
    { ...table, query: { ...table, ...noVector, ...query }, verbose: false },
    { signal },
  );
  return plan;
}

/** The plan of a query with what each step did; runs the query. */
export async function analyze(table: TableAt, query: Query, signal: AbortSignal): Promise<string> {
  const { analysis } = await catalog.analyzeTableQueryPlan({ ...table, ...noVector, ...query }, { signal });
  return analysis;
}
