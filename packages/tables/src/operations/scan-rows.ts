import { type ArrowField, fixedWidth } from "@lancetree/arrow";
import type { QueryTableRequest } from "@lancetree/core";

/** The rows that LanceDB reads at once unless it is given another number. */
const usualRows = 1024;

const [bytesOfSearch, maxRowsOfSearch] = [4 * 1024 * 1024, 8192];

/**
 * Rows that a search without an index reads at once; undefined for LanceDB's number. For short vectors LanceDB's work for each batch takes
 * longer than the comparison of the vectors.
 */
export function rowsOfSearch(
  [vector, ...more]: readonly (readonly number[])[],
  { filter, full_text_query }: Pick<QueryTableRequest, "filter" | "full_text_query">,
): number | undefined {
  if (vector === undefined || more.length > 0 || filter || full_text_query) return undefined;
  return larger(bytesOfSearch / (4 * vector.length), maxRowsOfSearch);
}

const [bytesOfScan, maxRowsOfScan] = [1024 * 1024, 32_768];

/**
 * Rows of each batch of a scan; undefined for LanceDB's number. For short rows the steps for each batch take most of the time. Only where
 * the width of all rows that LanceDB reads is known: thousands of long strings at once could fill the memory.
 */
export function rowsOfScan(columns: readonly ArrowField[]): number | undefined {
  let width = 0;
  for (const column of columns) width += fixedWidth(column) ?? Number.POSITIVE_INFINITY;
  return larger(bytesOfScan / width, maxRowsOfScan);
}

/** Whether a query returns rows as LanceDB reads them, more than one batch of them, so that `rowsOfScan` applies to it. */
export function isLongScan(
  {
    vector,
    full_text_query,
    filter,
    order_by,
    columns,
  }: Pick<QueryTableRequest, "vector" | "full_text_query" | "filter" | "order_by" | "columns">,
  take: number,
): boolean {
  const searches = vector?.single_vector?.length || vector?.multi_vector?.length || full_text_query;
  const readsMore = filter || order_by?.length || columns?.column_aliases;
  return take > usualRows && !searches && !readsMore;
}

function larger(rows: number, maxRows: number): number | undefined {
  return rows <= usualRows ? undefined : Math.min(Math.floor(rows), maxRows);
}
