import type { Query, Table, VectorQuery } from "@lancedb/lancedb";
import { InvalidInputError, type QueryTableRequest, UnsupportedError } from "@lancetree/core";
import type { ReadValues, SqlReader } from "../sql/sql-reader.ts";
import { columnParts, maxColumns } from "./column-parts.ts";
import { requireBoundedText, toFullTextQuery } from "./full-text.ts";
import { rowIdFilter } from "./row-id-filter.ts";
import { rowsOfSearch } from "./scan-rows.ts";

/** The fields of a query request, without the table. */
export type QuerySpecification = Omit<
  QueryTableRequest,
  "id" | "branch" | "version" | "identity" | "context"
>;

/** A query that LanceDB can run. */
export interface BuiltQuery {
  query: Query | VectorQuery;
  /** Rows to skip at the start of the result, if LanceDB cannot skip them. */
  skip: number;
  /** Rows to return after that, at most. */
  take: number;
  /** Rows of a batch of the result, if LanceDB must not choose the number. */
  batchRows: number | undefined;
}

/** The parts of a search. A hybrid search has both, each with a plan of its own. */
export type SearchPart = "vector" | "text";

/** Checks what can be checked without a table. */
export function validateQuery(request: QuerySpecification, sql: SqlReader): void {
  requireWhole("k", request.k);
  requireWhole("offset", request.offset ?? 0);
  for (const field of ["nprobes", "ef", "refine_factor"] as const) requireWhole(field, request[field] ?? 0);
  validateProbes(request);
  readVectors(request);
  requireBoundedText(request.full_text_query);
  requireBoundedColumns(request);
  sql.condition("filter", request.filter);
  readAliases(request, sql);
}

/** The parts of the search in a request; a plain scan has none. */
export function searchParts(request: QuerySpecification): SearchPart[] {
  const text = request.full_text_query;
  return [
    ...(readVectors(request).length > 0 ? (["vector"] as const) : []),
    ...(text?.string_query || text?.structured_query ? (["text"] as const) : []),
  ];
}

/** Whether the filter applies to the rows that a text search has found, which LanceDB for JavaScript cannot express. */
export function filtersFoundText(
  { filter, prefilter }: QuerySpecification,
  parts: readonly SearchPart[],
): boolean {
  return Boolean(filter) && prefilter === false && parts.length === 1 && parts[0] === "text";
}

/**
 * Builds LanceDB's query for a request.
 *
 * Rejects with InvalidInput for invalid values, with Unsupported for combinations that LanceDB does not support.
 */
export async function buildQuery(
  table: Table,
  request: QuerySpecification,
  sql: SqlReader,
  parts: readonly SearchPart[] = searchParts(request),
): Promise<BuiltQuery> {
  const isHybrid = parts.length === 2;
  const filter = sql.condition("filter", request.filter);
  // LanceDB reserves memory for k rows before it searches, so a k much larger than the table could end the process.
  const rows = Math.max(await table.countRows(), 1);
  const take = Math.min(request.k, rows);
  // A search with several vectors returns the requested rows for each of them.
  const all = take * Math.max(1, readVectors(request).length);
  const offset = Math.min(request.offset ?? 0, rows);
  requireFewResults(request, Math.min(take + offset, rows));
  const query = parts.includes("vector") ? vectorQuery(table, request, { rows, isHybrid }) : table.query();
  if (parts.includes("text")) await applyText(table, query, request);
  if (filter !== undefined) query.where(filter);
  const found = Math.max(take, 1) + offset;
  if (filter !== undefined && filtersFoundText(request, parts) && found < rows) {
    const search = table.query();
    await applyText(table, search, request);
    if (request.fast_search) search.fastSearch();
    query.where(`(${filter}) AND ${await rowIdFilter(search.limit(found))}`);
  }
  const { batchRows = rowsOfSearch(readVectors(request), request), requireFewRows } = applyColumns(
    query,
    request,
    sql,
  );
  if (parts.length > 0 || request.order_by?.length) requireFewRows(found);
  if (request.with_row_id) query.withRowId();
  if (request.fast_search) query.fastSearch();
  if (request.order_by?.length) {
    query.orderBy(
      request.order_by.map(({ column_name, ascending, nulls_first }) => ({
        columnName: column_name,
        ascending: ascending ?? true,
        nullsFirst: nulls_first ?? false,
      })),
    );
  }
  if (isHybrid) {
    // LanceDB applies an offset to each half of a hybrid search instead of the combined result.
    query.limit(Math.max(take, 1) + offset);
    return { query, skip: offset, take: all, batchRows };
  }
  if (offset > 0) query.offset(offset);
  // A vector search needs a limit of at least 1; with `take` 0 no row is fetched.
  query.limit(Math.max(take, 1));
  return { query, skip: 0, take: all, batchRows };
}

function vectorQuery(
  table: Table,
  request: QuerySpecification,
  { rows, isHybrid }: { rows: number; isHybrid: boolean },
): VectorQuery {
  const [first = [], ...more] = readVectors(request);
  if (isHybrid && more.length > 0) {
    throw new UnsupportedError("A hybrid search accepts only one vector.");
  }
  const query = table.query().nearestTo(first);
  for (const vector of more) query.addQueryVector(vector);
  if (request.vector_column) query.column(request.vector_column);
  if (request.distance_type) query.distanceType(readDistanceType(request.distance_type));
  applyProbes(query, request);
  if (request.ef) query.ef(Math.min(request.ef, rows));
  // LanceDB reserves memory for the requested rows times this factor, which could end the process. More than all rows
  // of the table are never needed.
  const requestedRows = Math.max(1, Math.min(request.k + (request.offset ?? 0), rows));
  if (request.refine_factor)
    query.refineFactor(Math.min(request.refine_factor, Math.ceil(rows / requestedRows)));
  const lower = request.lower_bound ?? undefined;
  const upper = request.upper_bound ?? undefined;
  if (lower !== undefined || upper !== undefined) query.distanceRange(lower, upper);
  if (request.bypass_vector_index) query.bypassVectorIndex();
  if (request.prefilter === false) query.postfilter();
  return query;
}

function validateProbes({ minimum_nprobes: min, maximum_nprobes: max }: QuerySpecification): void {
  requireWhole("minimum_nprobes", min ?? 1, 1);
  requireWhole("maximum_nprobes", max ?? 1, 1);
  if (min != null && max != null && min > max) {
    throw new InvalidInputError(
      `minimum_nprobes (${min}) must not be greater than maximum_nprobes (${max}).`,
    );
  }
}

// The number of partitions that LanceDB searches by default.
const defaultProbes = 20;
// The largest value that LanceDB accepts; no index has more partitions.
const maxProbes = 2 ** 31 - 1;

/** Sets how many partitions of the vector index a search reads. `nprobes` is ignored if one of the other two is set. */
function applyProbes(query: VectorQuery, request: QuerySpecification): void {
  const { nprobes, minimum_nprobes: min, maximum_nprobes: max } = request;
  if (min == null && max == null) {
    // 0 means unset on the wire
    if (nprobes) query.nprobes(Math.min(nprobes, maxProbes));
    return;
  }
  // LanceDB compares each bound with the other one that is set already. An upper bound of 0 means none, so that any
  // lower bound is valid.
  query.maximumNprobes(0);
  query.minimumNprobes(Math.min(min ?? Math.min(defaultProbes, max ?? defaultProbes), maxProbes));
  if (max != null) query.maximumNprobes(Math.min(max, maxProbes));
}

async function applyText(
  table: Table,
  query: Query | VectorQuery,
  request: QuerySpecification,
): Promise<void> {
  const { string_query: text, structured_query: structured } = request.full_text_query ?? {};
  if (text && structured) {
    throw new InvalidInputError("full_text_query must have string_query or structured_query, not both.");
  }
  if (structured) query.fullTextSearch(await toFullTextQuery(table, structured.query));
  else if (text) query.fullTextSearch(text.query, text.columns?.length ? { columns: text.columns } : {});
}

function applyColumns(query: Query | VectorQuery, request: QuerySpecification, sql: SqlReader): ReadValues {
  const names = request.columns?.column_names ?? [];
  const { aliases, values } = readAliases(request, sql);
  const hasAliases = aliases.size > 0;
  if (names.length > 0 && hasAliases) {
    throw new InvalidInputError("columns must have column_names or column_aliases, not both.");
  }
  if (names.length > 0) query.select(names);
  if (hasAliases) query.select(aliases);
  return values;
}

function requireBoundedColumns({
  columns,
  vector_column: vectorColumn,
  order_by: order,
}: QuerySpecification): void {
  const { column_names: names = [], column_aliases: aliases } = columns ?? {};
  const named = [...(names ?? []), ...(order ?? []).map(({ column_name: name }) => name)];
  if (vectorColumn) named.push(vectorColumn);
  const count = Object.keys(aliases ?? {}).length + named.reduce((sum, name) => sum + columnParts(name), 0);
  if (count <= maxColumns) return;
  throw new InvalidInputError(
    `A query may name at most ${maxColumns} columns, not ${count}; each part of a nested column counts.`,
  );
}

/** Columns of the result with their expressions. */
function readAliases(
  { columns }: QuerySpecification,
  sql: SqlReader,
): { aliases: Map<string, string>; values: ReadValues } {
  const aliasEntries = Object.entries(columns?.column_aliases ?? {});
  const values = sql.expressions(
    aliasEntries.map(([name, expression]) => [`Column "${name}"`, expression] as const),
  );
  return {
    aliases: new Map(aliasEntries.map(([name], index) => [name, values.expressions[index] ?? ""])),
    values,
  };
}

type DistanceType = Parameters<VectorQuery["distanceType"]>[0];

const distanceTypes: readonly string[] = ["l2", "cosine", "dot", "hamming"];

function readDistanceType(text: string): DistanceType {
  const name = text.toLowerCase();
  if (isDistanceType(name)) return name;
  throw new InvalidInputError(`Unknown distance type "${text}"; allowed: ${distanceTypes.join(", ")}.`);
}

/** LanceDB also accepts hamming, which its types leave out. */
function isDistanceType(name: string): name is DistanceType {
  return distanceTypes.includes(name);
}

/** The maximum number of vectors in a query: LanceDB plans a search for each of them, all at once. */
const maxVectors = 256;

/** The maximum number of rows that a query with several vectors finds: LanceDB reserves memory for all of them at once. */
const maxResults = 1_000_000;

function requireFewResults(request: QuerySpecification, found: number): void {
  const { length } = readVectors(request);
  if (length <= 1 || length * found <= maxResults) return;
  throw new InvalidInputError(
    `A query with several vectors may find at most ${maxResults} rows in all; ${length} vectors find ${found} rows each. Set a smaller k, or send several queries.`,
  );
}

/** Clients send null, `{}` or an empty list for no vector. */
function readVectors(request: QuerySpecification): number[][] {
  const { single_vector: single, multi_vector: multi } = request.vector ?? {};
  const vectors = [...(single?.length ? [single] : []), ...(multi ?? [])];
  for (const vector of vectors) {
    const isVector =
      Array.isArray(vector) && vector.length > 0 && vector.every((value) => typeof value === "number");
    if (!isVector) throw new InvalidInputError("A query vector must be a non-empty array of numbers.");
  }
  if (vectors.length > maxVectors) {
    throw new InvalidInputError(
      `A query may have at most ${maxVectors} vectors, not ${vectors.length}; send several queries.`,
    );
  }
  return vectors;
}

function requireWhole(field: string, value: unknown, min = 0): void {
  if (Number.isInteger(value) && Number(value) >= min) return;
  throw new InvalidInputError(`${field} must be an integer of at least ${min}.`);
}
