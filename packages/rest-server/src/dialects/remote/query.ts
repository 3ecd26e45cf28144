import { InvalidInputError } from "@lancetree/core";
import { isObject, type JsonObject } from "../../request/model.ts";

/** Translates the body of `explainTableQueryPlan`, which contains a query. */
export function toPlanRequest({ query, ...body }: JsonObject): JsonObject {
  return { ...body, query: isObject(query) ? toQuery(query) : query };
}

// The client sends "no limit" as the largest int64; LanceDB takes 32 bits.
const noLimit = 2 ** 31 - 1;

/** Translates a query. */
export function toQuery({ k, vector, columns, full_text_query: text, ...rest }: JsonObject): JsonObject {
  return {
    ...withProbes(rest),
    k: typeof k === "number" ? Math.min(k, noLimit) : (k ?? noLimit),
    vector: toVector(vector),
    columns: toColumns(columns),
    full_text_query: toText(text),
  };
}

/**
 * The client sends the minimum and the maximum number of partitions to search, 0 meaning no maximum, and for older servers also the minimum
 * as `nprobes`. If both are equal, the protocol's request has only `nprobes`, which every backend supports.
 */
function withProbes(query: JsonObject): JsonObject {
  const { nprobes, minimum_nprobes: min, maximum_nprobes: max, use_lsm: useLsm, ...rest } = query;
  const minimum = min ?? nprobes;
  const isExact = max === undefined || max === null || max === minimum;
  return {
    ...rest,
    ...(minimum != null && (isExact ? { nprobes: minimum } : { minimum_nprobes: minimum })),
    ...(!isExact && max !== 0 && { maximum_nprobes: max }),
    // False is the only behavior of a backend without an LSM tree.
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

/** Translates a node of a structured query. The client sends a search over several columns as lists; the protocol has one match for each. */
function toNode(node: unknown): unknown {
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([kind, query]) => {
      if (!isObject(query)) return [kind, query];
      if (kind === "multi_match" && Array.isArray(query["columns"]))
        return [kind, toMatches(query, query["columns"])];
      const clauses = Object.entries(query).map(([name, clause]) => [
        name,
        isCompound(kind) ? toNodes(clause) : clause,
      ]);
      return [kind, Object.fromEntries(clauses)];
    }),
  );
}

function isCompound(kind: string): boolean {
  return kind === "boolean" || kind === "boost";
}

function toNodes(clause: unknown): unknown {
  return Array.isArray(clause) ? clause.map(toNode) : toNode(clause);
}

/** No table has a text index on more columns, and each of them becomes an object. */
const maxMatches = 1_000;

function toMatches({ query: terms, boost, operator }: JsonObject, columns: readonly unknown[]): JsonObject {
  if (columns.length > maxMatches) {
    throw new InvalidInputError(
      `The full text query names ${columns.length} columns; at most ${maxMatches} are allowed.`,
    );
  }
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
