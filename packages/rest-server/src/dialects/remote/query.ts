import { isObject, type JsonObject } from "../../request/model.ts";
import type { Translations } from "./translation.ts";

/** Searching, and the plans of searches. */
export const queryTranslations: Translations = {
  queryTable: { request: toQuery },
  explainTableQueryPlan: {
    request: ({ query, ...body }) => ({ ...body, query: isObject(query) ? toQuery(query) : query }),
  },
  analyzeTableQueryPlan: { request: toQuery },
};

// "No limit" comes as the largest of all int64; LanceDB takes 32 bits.
const noLimit = 2 ** 31 - 1;

function toQuery({ k, vector, columns, full_text_query: text, ...rest }: JsonObject): JsonObject {
  return {
    ...withProbes(rest),
    k: typeof k === "number" ? Math.min(k, noLimit) : (k ?? noLimit),
    vector: toVector(vector),
    columns: toColumns(columns),
    full_text_query: toText(text),
  };
}

/**
 * The client sends the smallest and the largest number of partitions to search, with 0 for no largest one, and for older
 * servers the smallest as `nprobes`. Where all are the same, `nprobes` alone says it, which every backend knows.
 */
function withProbes(query: JsonObject): JsonObject {
  const { nprobes, minimum_nprobes: least, maximum_nprobes: most, use_lsm: useLsm, ...rest } = query;
  const smallest = least ?? nprobes;
  const isExact = most === undefined || most === null || most === smallest;
  return {
    ...rest,
    ...(smallest != null && (isExact ? { nprobes: smallest } : { minimum_nprobes: smallest })),
    ...(!isExact && most !== 0 && { maximum_nprobes: most }),
    // Where nothing is kept in an LSM tree, not to use it is what happens anyway.
    ...(useLsm !== false && { use_lsm: useLsm }),
  };
}

function toVector(vector: unknown): unknown {
  if (!Array.isArray(vector)) return vector;
  if (vector.length === 0) return null;
  return Array.isArray(vector[0]) ? { multi_vector: vector } : { single_vector: vector };
}

function toColumns(columns: unknown): unknown {
  if (Array.isArray(columns)) return { column_names: columns };
  return isObject(columns) ? { column_aliases: columns } : columns;
}

function toText(text: unknown): unknown {
  if (!isObject(text)) return text;
  return typeof text["query"] === "string"
    ? { string_query: text }
    : { structured_query: { ...text, query: toNode(text["query"]) } };
}

/** A node of a structured query: one search over several columns comes as lists, the protocol has a match for each. */
function toNode(node: unknown): unknown {
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([kind, query]) => {
      if (!isObject(query)) return [kind, query];
      if (kind === "multi_match" && Array.isArray(query["columns"]))
        return [kind, toMatches(query, query["columns"])];
      const parts = Object.entries(query).map(([name, part]) => [name, nested(kind) ? toNodes(part) : part]);
      return [kind, Object.fromEntries(parts)];
    }),
  );
}

function nested(kind: string): boolean {
  return kind === "boolean" || kind === "boost";
}

function toNodes(part: unknown): unknown {
  return Array.isArray(part) ? part.map(toNode) : toNode(part);
}

function toMatches({ query: terms, boost, operator }: JsonObject, columns: readonly unknown[]): JsonObject {
  const boosts: readonly unknown[] = Array.isArray(boost) ? boost : [];
  return {
    match_queries: columns.map((column, index) => ({
      terms,
      column,
      boost: boosts[index] ?? null,
      operator: operator ?? null,
    })),
  };
}
