import type { Query, Table, VectorQuery } from "@lancedb/lancedb";
import {
  type CallOptions,
  InvalidInputError,
  type Namespace,
  parseTableId,
  type QueryTableRequest,
  type QueryTableResponse,
  UnsupportedError,
} from "@lancetree/core";
import { arrow } from "./arrow.ts";
import { readPoint } from "./count-table-rows.ts";
import type { TableEngine } from "./engine.ts";
import { resolveTable } from "./resolve-table.ts";
import { useTable } from "./use-table.ts";

/** Searches a table by vector, text or filter; the answer is an Arrow IPC file of at most `k` rows. */
export async function queryTable(
  namespace: Namespace,
  engine: TableEngine,
  request: QueryTableRequest,
  options?: CallOptions,
): Promise<QueryTableResponse> {
  const path = parseTableId(request);
  const vectors = readVectors(request);
  validateLimit("k", request.k);
  validateLimit("offset", request.offset ?? 0);
  const target = await resolveTable(namespace, path, options);
  options?.signal?.throwIfAborted();
  const file = await useTable(await engine.open(target, readPoint(request)), target, async (table) => {
    const query = buildQuery(table, request, vectors);
    const rows = await query.toArrow(
      options?.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs },
    );
    // Without a batch there is no schema in LanceDB's answer.
    const found = rows.batches.length > 0 ? rows : new arrow.Table(await query.outputSchema());
    return arrow.tableToIPC(found, "file");
  });
  return { data: once(file) };
}

function buildQuery(table: Table, request: QueryTableRequest, vectors: number[][]): Query | VectorQuery {
  const [first, ...more] = vectors;
  const plain = table.query();
  let query: Query | VectorQuery = plain;
  if (first) {
    const vectorQuery = plain.nearestTo(first);
    for (const vector of more) vectorQuery.addQueryVector(vector);
    applyVectorOptions(vectorQuery, request);
    query = vectorQuery;
  }
  const text = request.full_text_query;
  if (text?.structured_query)
    throw new UnsupportedError("Structured full-text queries are not supported yet.");
  if (text?.string_query) {
    const { columns, query: terms } = text.string_query;
    query.fullTextSearch(terms, columns === undefined ? {} : { columns });
  }
  if (request.filter) query.where(request.filter);
  const { column_names: names, column_aliases: aliases } = request.columns ?? {};
  if (names && aliases)
    throw new InvalidInputError("columns takes column_names or column_aliases, not both.");
  if (names) query.select(names);
  if (aliases) query.select(aliases);
  if (request.with_row_id) query.withRowId();
  if (request.fast_search) query.fastSearch();
  if (request.offset) query.offset(request.offset);
  if (request.order_by?.length) {
    query.orderBy(
      request.order_by.map(({ column_name, ascending = true, nulls_first = false }) => ({
        columnName: column_name,
        ascending,
        nullsFirst: nulls_first,
      })),
    );
  }
  query.limit(request.k);
  return query;
}

function applyVectorOptions(query: VectorQuery, request: QueryTableRequest): void {
  if (request.vector_column) query.column(request.vector_column);
  if (request.distance_type) query.distanceType(readDistanceType(request.distance_type));
  if (request.nprobes !== undefined) query.nprobes(request.nprobes);
  if (request.ef !== undefined) query.ef(request.ef);
  if (request.refine_factor !== undefined) query.refineFactor(request.refine_factor);
  if (request.lower_bound !== undefined || request.upper_bound !== undefined) {
    query.distanceRange(request.lower_bound, request.upper_bound);
  }
  if (request.bypass_vector_index) query.bypassVectorIndex();
  if (request.prefilter === false) query.postfilter();
}

const distanceTypes = ["l2", "cosine", "dot"] as const;

function readDistanceType(text: string): (typeof distanceTypes)[number] {
  const known = distanceTypes.find((type) => type === text.toLowerCase());
  if (known) return known;
  throw new InvalidInputError(`Unknown distance type "${text}"; known are ${distanceTypes.join(", ")}.`);
}

/** No vector comes as null, `{}` or an empty list, depending on the client. */
function readVectors(request: QueryTableRequest): number[][] {
  const { single_vector: single, multi_vector: multi } = request.vector ?? {};
  const vectors = [...(single?.length ? [single] : []), ...(multi ?? [])];
  for (const vector of vectors) {
    const isVector =
      Array.isArray(vector) && vector.length > 0 && vector.every((value) => typeof value === "number");
    if (!isVector) throw new InvalidInputError("A query vector must be a non-empty array of numbers.");
  }
  return vectors;
}

function validateLimit(field: "k" | "offset", value: unknown): void {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return;
  throw new InvalidInputError(`${field} must be a whole number of at least 0.`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
